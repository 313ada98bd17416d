using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace LineaSharp.Scoring.Objects;

/// <summary>Reads a pickle (protocols 0 to 5) as data: nothing in it is ever imported, called or created from a name.</summary>
/// <remarks>
/// A pickle is a program for a stack machine, whose instructions name classes and functions. Here such an instruction leaves a <see cref="PyGlobal"/> or
/// <see cref="PyObject"/> with the name, and <see cref="PickleCalls"/> gives a meaning to those few whose meaning is plain data. Every instruction takes constant memory
/// beyond its own bytes, and lengths are held against what is left of the file before anything is allocated.
/// https://github.com/python/cpython/blob/main/Lib/pickletools.py
/// </remarks>
internal sealed class PickleReader
{
    private const int MostObjects = 10_000_000;

    private readonly byte[] _bytes;
    private readonly ReadBudget _budget;
    private readonly PickleCalls _calls;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    // Python numbers what it remembers from 0; a file may do as it likes.
    private readonly List<object?> _memo = [];
    private readonly Dictionary<long, object?> _sparseMemo = [];
    private int _at;
    private int _objects;

    private PickleReader(byte[] bytes, string name)
    {
        _bytes = bytes;
        _budget = ReadBudget.ForFile(name, bytes.Length);
        _calls = new PickleCalls(_budget);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="LineaException">CorruptArtifact: it is no pickle, or a damaged one. NotSupported: it needs something outside of itself, or is compressed.</exception>
    public static object? ReadFile(string path)
    {
        var name = $"The pickle '{Path.GetFileName(path)}'";
        return Read(WholeFile.Read(path, name), name);
    }

    /// <param name="bytes">All of the file.</param>
    /// <param name="name">What messages begin with: <c>The pickle 'model.pkl'</c>.</param>
    public static object? Read(byte[] bytes, string name = "The pickle")
    {
        if (bytes is [0x1f, 0x8b, ..] or [0x78, 0x01 or 0x5e or 0x9c or 0xda, ..])
            throw ScoringErrors.Unreadable(name, "is compressed by joblib.", "In Python, save it without compression: joblib.dump(model, path, compress=0), or as MLflow does.");
        return new PickleReader(bytes, name).Run();
    }

    private object? Run()
    {
        while (true)
        {
            var start = _at;
            var code = Byte();
            if (code == '.') return Pop();
            try
            {
                Execute(code);
            }
            catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
            {
                throw _budget.Damaged(string.Create(CultureInfo.InvariantCulture, $"the instruction at byte {start} makes no sense ({e.Message.TrimEnd('.')})."), e);
            }
        }
    }

    private void Execute(byte code)
    {
        switch (code)
        {
            case 0x80: // PROTO
                if (Byte() > 5) throw _budget.Unreadable("is of a protocol above 5.", "Save it with protocol 5 or lower.");
                break;
            case 0x95: // FRAME
                Length(Unsigned8());
                break;
            case (byte)'(': _marks.Add(_stack.Count); break;
            case (byte)'0': // POP, of a mark too
                if (_marks is [.., var mark] && mark == _stack.Count) _marks.RemoveAt(_marks.Count - 1);
                else Pop();
                break;
            case (byte)'1': PopToMark(); break;
            case (byte)'2': _stack.Add(Top()); break;

            case (byte)'N': _stack.Add(null); break;
            case 0x88: _stack.Add(true); break;
            case 0x89: _stack.Add(false); break;
            case (byte)'I': Push(Line() switch { "00" => false, "01" => true, var text => PickleText.Whole(text) }); break;
            case (byte)'L': Push(PickleText.Whole(Line().TrimEnd('L'))); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case (byte)'K': Push((long)Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case 0x8a: Push(PickleText.Small(new BigInteger(Take(NumberLength(Byte()))))); break;
            case 0x8b: Push(PickleText.Small(new BigInteger(Take(NumberLength(Signed4()))))); break;
            case (byte)'F': Push(PickleText.Float(Line())); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;

            case (byte)'S': Push(PickleText.Quoted(Line())); break;
            case (byte)'T': Push(PickleText.Latin(Take(Length(Signed4())))); break;
            case (byte)'U': Push(PickleText.Latin(Take(Byte()))); break;
            case (byte)'V': Push(PickleText.RawUnicode(Line())); break;
            case 0x8c: Push(PickleText.Utf8(Take(Byte()))); break;
            case (byte)'X': Push(PickleText.Utf8(Take(Length(Unsigned4())))); break;
            case 0x8d: Push(PickleText.Utf8(Take(Length(Unsigned8())))); break;
            case (byte)'C': Push(Part(Byte())); break;
            case (byte)'B': Push(Part(Length(Unsigned4()))); break;
            case 0x8e or 0x96: Push(Part(Length(Unsigned8()))); break;

            case (byte)']': Push(new PyList([])); break;
            case (byte)'}': Push(new PyDict()); break;
            case 0x8f: Push(new PySet([])); break;
            case (byte)')': _stack.Add(PyTuple.Empty); break;
            case (byte)'l': Push(new PyList(PopToMark())); break;
            case (byte)'t': Push(new PyTuple(PopToMark())); break;
            case 0x91: Push(new PySet(PopToMark())); break;
            case 0x85: Push(new PyTuple(Pop(1))); break;
            case 0x86: Push(new PyTuple(Pop(2))); break;
            case 0x87: Push(new PyTuple(Pop(3))); break;
            case (byte)'d': Push(Fill(new PyDict(), PopToMark())); break;
            case (byte)'a': Append(Pop(1)); break;
            case (byte)'e' or 0x90: Append(PopToMark()); break;
            case (byte)'s': SetItems(Pop(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;

            case (byte)'p': Remember(PickleText.Index(Line())); break;
            case (byte)'q': Remember(Byte()); break;
            case (byte)'r': Remember(Unsigned4()); break;
            case 0x94: Remember(_memo.Count + _sparseMemo.Count); break;
            case (byte)'g': Recall(PickleText.Index(Line())); break;
            case (byte)'h': Recall(Byte()); break;
            case (byte)'j': Recall(Unsigned4()); break;

            case (byte)'c': Push(PickleCalls.Name(Line(), Line())); break;
            case 0x93:
                var (name, module) = (Pop(), Pop());
                Push(PickleCalls.Name(module as string ?? throw NoText(), name as string ?? throw NoText()));
                break;
            case (byte)'R':
                var (arguments, callee) = (PopTuple(), Pop());
                Push(_calls.Call(callee, arguments));
                break;
            case 0x81:
                (arguments, callee) = (PopTuple(), Pop());
                Push(_calls.New(callee, arguments));
                break;
            case 0x92:
                Pop(); // arguments by name
                (arguments, callee) = (PopTuple(), Pop());
                Push(_calls.New(callee, arguments));
                break;
            case (byte)'i':
                var type = PickleCalls.Name(Line(), Line());
                Push(_calls.New(type, new PyTuple(PopToMark())));
                break;
            case (byte)'o':
                var parts = PopToMark();
                if (parts.Count == 0) throw new FormatException("an object has no class");
                Push(_calls.New(parts[0], new PyTuple(parts[1..])));
                break;
            case (byte)'b':
                var state = Pop();
                var target = Pop();
                _calls.Build(target, state);
                _stack.Add(target is PyObject { Type: { Module: "joblib.numpy_pickle", Name: "NumpyArrayWrapper" } } wrapper ? JoblibArray(wrapper) : target);
                break;

            case (byte)'P' or (byte)'Q':
                throw _budget.Unreadable("refers to objects outside of the file (persistent ids).", "Save the model as a plain pickle or with skops.");
            case 0x97 or 0x98:
                throw _budget.Unreadable("keeps its arrays outside of the file (out-of-band buffers).", "Save the model as a plain pickle or with skops.");
            case 0x82 or 0x83 or 0x84:
                throw _budget.Unreadable("names classes by numbers of a registry outside of the file.", "Save the model as a plain pickle or with skops.");
            default:
                throw _budget.Damaged(string.Create(CultureInfo.InvariantCulture, $"there is no instruction {code} (at byte {_at - 1})."));
        }
    }

    // joblib writes an array's bytes right behind the instruction that restores their description.
    private PyArray JoblibArray(PyObject wrapper)
    {
        if (wrapper.Find("dtype") is not PyDtype dtype || wrapper.Find("shape") is not PyTuple shape || dtype.IsObject)
            throw _budget.Unreadable("holds an array of Python objects in joblib's way.", "Save the model as a plain pickle, as MLflow does, or with skops.");
        if (wrapper.Find("numpy_array_alignment_bytes") is not null) Take(Byte());
        var lengths = PickleCalls.Shape(shape) ?? throw _budget.Damaged("an array has an impossible shape.");
        UInt128 size = (UInt128)dtype.ItemSize;
        foreach (var length in lengths) size = size > int.MaxValue ? size : size * (UInt128)length;
        if (size > (UInt128)(_bytes.Length - _at)) throw Cut();
        var bytes = _bytes.AsMemory(_at, (int)size);
        _at += (int)size;
        return new PyArray(_budget).Fill(dtype, lengths, bytes, wrapper.Find("order") is "F");
    }

    private void Append(List<object?> items)
    {
        switch (Top())
        {
            case PySequence sequence when sequence is not PyTuple: sequence.Items.AddRange(items); break;
            case PyObject made: (made.Items ??= []).AddRange(items); break;
            case var other: throw new FormatException($"elements are added to {PyValue.Describe(other)}");
        }
    }

    private void SetItems(List<object?> items)
    {
        switch (Top())
        {
            case PyDict dict: Fill(dict, items); break;
            case PyObject made: Fill(made.Entries ??= new PyDict(), items); break;
            case var other: throw new FormatException($"entries are added to {PyValue.Describe(other)}");
        }
    }

    private static PyDict Fill(PyDict dict, List<object?> items)
    {
        if (items.Count % 2 != 0) throw new FormatException("a key has no value");
        dict.Expect(items.Count / 2);
        for (var i = 0; i < items.Count; i += 2) dict.Set(items[i], items[i + 1]);
        return dict;
    }

    private void Push(object? value)
    {
        if (++_objects > MostObjects) throw ScoringErrors.TooLarge(_budget.File, $"holds more than {MostObjects} objects");
        _stack.Add(value);
    }

    private void Remember(long index)
    {
        var value = Top();
        if (index < _memo.Count) _memo[(int)index] = value;
        else if (index > _memo.Count) _sparseMemo[index] = value;
        else
        {
            _memo.Add(value);
            if (_sparseMemo.Count > 0) _sparseMemo.Remove(index);
        }
    }

    private void Recall(long index)
    {
        if (index < _memo.Count) _stack.Add(_memo[(int)index]);
        else _stack.Add(_sparseMemo.TryGetValue(index, out var value) ? value : throw new FormatException($"nothing was remembered as {index}"));
    }

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw new FormatException("the stack is empty");

    private object? Pop()
    {
        if (_stack.Count <= Floor) throw _budget.Damaged("it takes more from its stack than is there.");
        var value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private List<object?> Pop(int count)
    {
        if (_stack.Count - count < Floor) throw new FormatException("the stack has too little");
        var values = _stack.GetRange(_stack.Count - count, count);
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private PyTuple PopTuple() => Pop() as PyTuple ?? throw new FormatException("arguments are no tuple");

    private List<object?> PopToMark()
    {
        if (_marks.Count == 0) throw new FormatException("there is no mark");
        var values = Pop(_stack.Count - _marks[^1]);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Cut();

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _bytes.Length - _at) throw Cut();
        _at += length;
        return _bytes.AsSpan(_at - length, length);
    }

    // Arrays are read where they lie in the file.
    private PyBytes Part(int length)
    {
        Take(length);
        return new PyBytes(_bytes.AsMemory(_at - length, length));
    }

    private int Length(ulong length) => length <= (ulong)(_bytes.Length - _at) ? (int)length : throw Cut();

    private int Length(int length) => length >= 0 ? Length((ulong)length) : throw new FormatException("a length is negative");

    private static int NumberLength(int length) => length is >= 0 and <= PickleText.LongestNumber ? length : throw new FormatException($"a number has {length} bytes");

    private int Signed4() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private uint Unsigned4() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private ulong Unsigned8() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    // Protocol 0 writes arguments as lines.
    private string Line()
    {
        var rest = _bytes.AsSpan(_at);
        var end = rest.IndexOf((byte)'\n');
        if (end < 0) throw Cut();
        _at += end + 1;
        return Encoding.Latin1.GetString(rest[..end]);
    }

    private static FormatException NoText() => new("a name is no text");

    private LineaException Cut() => _budget.Damaged("it is cut, or claims more bytes than it has.");
}
