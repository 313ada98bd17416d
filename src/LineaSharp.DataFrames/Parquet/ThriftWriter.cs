using System.Buffers;
using System.Text;

namespace LineaSharp.DataFrames;

/// <summary>Writes Thrift's compact protocol. Fields come in the order of their ids.</summary>
internal sealed class ThriftWriter
{
    private readonly ArrayBufferWriter<byte> _out = new();
    private readonly Stack<int> _outer = new();
    private int _last;

    public ReadOnlySpan<byte> Bytes => _out.WrittenSpan;

    public void Int32(int id, int value) => Number(id, ThriftType.Int32, value);

    public void Int64(int id, long value) => Number(id, ThriftType.Int64, value);

    public void Byte(int id, sbyte value)
    {
        Head(id, ThriftType.Byte);
        Put((byte)value);
    }

    public void Bool(int id, bool value) => Head(id, value ? ThriftType.True : ThriftType.False);

    public void Text(int id, string value)
    {
        Head(id, ThriftType.Binary);
        Text(value);
    }

    /// <summary>A text as an element of a list.</summary>
    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Varint((ulong)bytes.Length);
        _out.Write(bytes);
    }

    /// <summary>A number as an element of a list.</summary>
    public void Int32(int value) => ZigZag(value);

    public void List(int id, ThriftType elements, int count)
    {
        Head(id, ThriftType.List);
        if (count < 15) Put((byte)((count << 4) | (int)elements));
        else
        {
            Put((byte)(0xF0 | (int)elements));
            Varint((ulong)count);
        }
    }

    /// <summary>A struct in a field, whose fields <paramref name="write"/> writes.</summary>
    public void Struct(int id, Action write)
    {
        Head(id, ThriftType.Struct);
        Struct(write);
    }

    /// <summary>A struct as an element of a list, or the outermost one.</summary>
    public void Struct(Action write)
    {
        _outer.Push(_last);
        _last = 0;
        write();
        Put(0);
        _last = _outer.Pop();
    }

    private void Number(int id, ThriftType type, long value)
    {
        Head(id, type);
        ZigZag(value);
    }

    private void Head(int id, ThriftType type)
    {
        var delta = id - _last;
        if (delta is > 0 and < 16) Put((byte)((delta << 4) | (int)type));
        else
        {
            Put((byte)type);
            ZigZag(id);
        }
        _last = id;
    }

    private void ZigZag(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    private void Put(byte value)
    {
        _out.GetSpan(1)[0] = value;
        _out.Advance(1);
    }

    private void Varint(ulong value)
    {
        for (; value > 0x7F; value >>= 7) Put((byte)(value | 0x80));
        Put((byte)value);
    }
}
