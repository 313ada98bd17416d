using System.Globalization;
using System.Numerics;
using System.Text;

namespace LineaSharp.Scoring.Objects;

/// <summary>What the calls in a pickle mean, where they mean plain data: arrays, dtypes, numbers, containers, objects about to be restored. All others stay a name with arguments.</summary>
internal sealed class PickleCalls(ReadBudget budget)
{
    // Pickles for Python 2 use its names.
    public static PyGlobal Name(string module, string name) => new(
        module switch { "__builtin__" => "builtins", "copy_reg" => "copyreg", "UserDict" or "UserList" => "collections", _ => module }, name);

    /// <summary>The call of a function or class.</summary>
    public object? Call(object? callee, PyTuple arguments) => callee switch
    {
        PyGlobal global => Known(global, arguments) ?? new PyObject(global, arguments),
        // functools.partial and the like: something that was made is called. It stays what it is, with a name of its own.
        PyObject made => new PyObject(new PyGlobal(made.Type.Module, made.Type.Name + "()"), arguments),
        _ => throw new FormatException($"{PyValue.Describe(callee)} is called"),
    };

    /// <summary>A new object of a class.</summary>
    public object New(object? type, PyTuple arguments) => type is PyGlobal global
        ? Container(global, arguments) ?? new PyObject(global, arguments)
        : throw new FormatException($"{PyValue.Describe(type)} is no class");

    /// <summary>Restores the state of what was made before.</summary>
    public void Build(object? target, object? state)
    {
        switch (target)
        {
            case PyArray array when state is PyTuple { Count: 5 } parts:
                Fill(array, parts);
                break;
            case PyDtype dtype when state is PyTuple parts:
                if (!dtype.Restore(parts)) throw new FormatException("the state of a dtype is none");
                break;
            case PyObject made:
                made.State = state;
                break;
            // The attributes of subclasses of containers carry nothing that is looked at.
            case PySequence or PyDict: break;
            default: throw new FormatException($"the state of {PyValue.Describe(target)} is {PyValue.Describe(state)}");
        }
    }

    /// <summary>The lengths of the dimensions; null when they are none.</summary>
    public static int[]? Shape(object? shape)
    {
        if (shape is long one) shape = new PyTuple([one]);
        if (shape is not PyTuple { Count: <= 32 } lengths) return null;
        var result = new int[lengths.Count];
        for (var d = 0; d < result.Length; d++)
        {
            if (lengths[d] is not (long and >= 0 and <= int.MaxValue and var length)) return null;
            result[d] = (int)length;
        }
        return result;
    }

    private object? Known(PyGlobal callee, PyTuple arguments) => (callee.Module, callee.Name) switch
    {
        ("numpy.core.multiarray" or "numpy._core.multiarray", "_reconstruct") => new PyArray(budget),
        ("numpy.core.numeric" or "numpy._core.numeric", "_frombuffer") => FromBuffer(arguments),
        ("numpy.core.multiarray" or "numpy._core.multiarray", "scalar") => Scalar(arguments),
        ("numpy", "dtype") => arguments is { Count: > 0 } && arguments[0] is string code
            ? PyDtype.Parse(code) ?? throw budget.Unreadable($"holds numbers of the type '{Shown(code)}', which .NET has no numbers for.", "In Python, convert them to float64 and save the model again.")
            : null,
        ("_codecs", "encode") => arguments is { Count: >= 1 } && arguments[0] is string text ? Latin1(text) : null,
        ("copyreg", "_reconstructor" or "__newobj__" or "__newobj_ex__") when arguments.Count > 0 && arguments[0] is PyGlobal type => New(type, Rest(arguments)),
        // Cython's classes are made by functions that take the class, a checksum and the state.
        (_, "newObj") when arguments is { Count: 1 } && arguments[0] is PyGlobal type => new PyObject(type, PyTuple.Empty),
        (_, var name) when name.StartsWith("__pyx_unpickle_", StringComparison.Ordinal) && arguments is { Count: >= 1 } && arguments[0] is PyGlobal type =>
            new PyObject(type, Rest(arguments)) { State = arguments.Count > 2 ? arguments[2] : null },
        _ => Container(callee, arguments),
    };

    private object? Container(PyGlobal type, PyTuple arguments) => (type.Module, type.Name) switch
    {
        ("collections", "OrderedDict" or "defaultdict") => new PyDict(),
        ("builtins", "dict") when arguments.Count == 0 => new PyDict(),
        ("builtins", "set" or "frozenset") => new PySet(Elements(arguments)),
        ("builtins", "list") => new PyList(Elements(arguments)),
        ("builtins", "tuple") => new PyTuple(Elements(arguments)),
        ("builtins", "bytearray" or "bytes") =>
            arguments.Count == 0 ? PyBytes.Empty : Bytes(arguments[0]),
        ("builtins", "complex") => arguments is { Count: 2 } && PyValue.AsNumber(arguments[0]) is { } real && PyValue.AsNumber(arguments[1]) is { } imaginary
            ? new Complex(real, imaginary) : null,
        _ => null,
    };

    // One tuple may be the arguments of a million calls.
    private PyTuple Rest(PyTuple arguments)
    {
        budget.Charge(8L * arguments.Count);
        return new PyTuple(arguments.Items[1..]);
    }

    // A list of its own: what is appended to it must not show in what it was made of.
    private List<object?> Elements(PyTuple arguments)
    {
        if (arguments.Count == 0 || arguments[0] is not PySequence elements) return [];
        budget.Charge(8L * elements.Count);
        return [.. elements.Items];
    }

    private PyArray FromBuffer(PyTuple arguments)
    {
        if (arguments.Count != 4 || arguments[0] is not PyBytes bytes || arguments[1] is not PyDtype dtype || Shape(arguments[2]) is not { } shape)
            throw new FormatException("an array lacks its bytes, type or shape");
        return new PyArray(budget).Fill(dtype, shape, bytes.Memory, arguments[3] is "F");
    }

    private object? Scalar(PyTuple arguments)
    {
        if (arguments is not { Count: 2 } || arguments[0] is not PyDtype dtype) throw new FormatException("a number lacks its type");
        if (dtype.IsObject) return arguments[1];
        return new PyArray(budget).Fill(dtype, [], (Bytes(arguments[1]) ?? throw new FormatException("a number lacks its bytes")).Memory, false).Element(0);
    }

    // (version, shape, dtype, whether in Fortran order, bytes or list)
    private void Fill(PyArray array, PyTuple state)
    {
        if (Shape(state[1]) is not { } shape || state[2] is not PyDtype dtype) throw new FormatException("an array lacks its type or shape");
        if (state[4] is PyList elements) array.Fill(dtype, shape, elements.Items);
        else array.Fill(dtype, shape, (Bytes(state[4]) ?? throw new FormatException("an array lacks its elements")).Memory, state[3] is true or 1L);
    }

    // Pickles of Python 2 have bytes as texts.
    private PyBytes? Bytes(object? value) => value is string text ? Latin1(text) : value as PyBytes;

    private PyBytes Latin1(string text)
    {
        budget.Charge(text.Length);
        return text.AsSpan().ContainsAnyExceptInRange('\0', '\xff') ? throw new FormatException("bytes hold a character beyond 255") : new PyBytes(Encoding.Latin1.GetBytes(text));
    }

    private static string Shown(string code) =>
        string.Create(CultureInfo.InvariantCulture, $"{new string(code.Take(40).Select(c => char.IsControl(c) ? '?' : c).ToArray())}");
}
