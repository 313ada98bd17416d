using System.Runtime.InteropServices;
using System.Text;

namespace LineaSharp.Bench.Scoring;

/// <summary>Writes tables of FlatBuffers: fields are whole numbers, texts, tables, or lists of numbers or tables. https://flatbuffers.dev/internals</summary>
internal sealed class FlatBuffer
{
    private readonly List<byte> _bytes = [];

    private FlatBuffer()
    {
    }

    public static byte[] Of(Dictionary<int, object> root)
    {
        var buffer = new FlatBuffer();
        buffer.Number(0);
        buffer.Point(0, buffer.Table(root));
        return buffer._bytes.ToArray();
    }

    // The list of the fields' places, the table with a distance to it, and after it what its fields lead to.
    private int Table(Dictionary<int, object> fields)
    {
        var count = fields.Keys.Max() + 1;
        if (count % 2 != 0) count++;
        Short(4 + 2 * count);
        Short(4 + 4 * fields.Count);
        var places = fields.Keys.Select((field, i) => (field, place: 4 + 4 * i)).ToDictionary(p => p.field, p => p.place);
        for (var field = 0; field < count; field++) Short(places.GetValueOrDefault(field));
        var table = _bytes.Count;
        Number(4 + 2 * count);
        foreach (var value in fields.Values) Number(value as int? ?? 0);
        foreach (var (field, value) in fields)
            if (value is not int) Point(table + places[field], Target(value));
        return table;
    }

    private int Target(object value) => value switch
    {
        string text => List<byte>(Encoding.UTF8.GetBytes(text)),
        Dictionary<int, object> table => Table(table),
        int[] numbers => List<int>(numbers),
        float[] numbers => List<float>(numbers),
        double[] numbers => List<double>(numbers),
        object[] tables => Tables(tables),
        _ => throw new ArgumentException($"{value.GetType()} is no kind of field here."),
    };

    private int Tables(object[] tables)
    {
        var list = List<int>(new int[tables.Length]);
        for (var i = 0; i < tables.Length; i++) Point(list + 4 + 4 * i, Target(tables[i]));
        return list;
    }

    // Numbers of 8 bytes lie at multiples of 8, after their count of 4.
    private int List<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        while ((_bytes.Count + 4) % 8 != 0) _bytes.Add(0);
        var list = _bytes.Count;
        Number(values.Length);
        _bytes.AddRange(MemoryMarshal.AsBytes(values));
        while (_bytes.Count % 4 != 0) _bytes.Add(0);
        return list;
    }

    private void Point(int at, int target) => BitConverter.GetBytes(target - at).CopyTo(CollectionsMarshal.AsSpan(_bytes)[at..]);

    private void Number(int value) => _bytes.AddRange(BitConverter.GetBytes(value));

    private void Short(int value) => _bytes.AddRange(BitConverter.GetBytes((ushort)value));
}
