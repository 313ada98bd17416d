using System.Text;

namespace LineaSharp.Onnx;

/// <summary>Walks the fields of a protocol buffer message that lies in memory, without copying.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding/: a tag (field number * 8 + wire type), then a varint (0), 8 bytes (1), length and bytes (2) or 4 bytes (5).</remarks>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The number of the field just read.</summary>
    public int Field { get; private set; }

    /// <summary>The value of a varint field; 0 of others.</summary>
    public long Number { get; private set; }

    /// <summary>The bytes of a field that has a length: text, bytes or a message; empty of others.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The bytes as text.</summary>
    public readonly string Text
    {
        get
        {
            try
            {
                return Utf8.GetString(Bytes);
            }
            catch (DecoderFallbackException e)
            {
                throw OnnxErrors.Damaged("a text in it is no UTF-8", e);
            }
        }
    }

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="LineaException">CorruptArtifact: the message is cut or garbled.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        var tag = Varint();
        if (tag >> 3 is 0 or > int.MaxValue) throw OnnxErrors.Damaged("it has a field without a number");
        Field = (int)(tag >> 3);
        Number = 0;
        Bytes = default;
        switch (tag & 7)
        {
            case 0: Number = (long)Varint(); break;
            case 1: Take(8); break;
            case 2: Bytes = Take(Varint()); break;
            case 5: Take(4); break;
            default: throw OnnxErrors.Damaged($"it has a field of the unknown kind {tag & 7}");
        }
        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return value;
        }
        throw OnnxErrors.Damaged("it ends within a number");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length) throw OnnxErrors.Damaged($"a field has {length} bytes, and {_rest.Length} are left");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
