namespace LineaSharp.DataFrames.Tests;

/// <summary>An Arrow stream whose schema has one field, with two children that are the same field, with two children that are the same field …: 2^n fields in n times 40 bytes.</summary>
internal static class FlatBufferBomb
{
    public static byte[] Of(int levels)
    {
        var bytes = new List<byte>();
        Int(bytes, 0);
        // Message: header_type (1), header (2).
        var header = Table(bytes, (1, [1, 0, 0, 0]), (2, null));
        Point(bytes, 0, header.Start);
        var schema = Table(bytes, (1, null));
        Point(bytes, header.Offsets[0], schema.Start);
        var pending = Vector(bytes, schema.Offsets[0], 1);
        for (var i = 0; i < levels; i++)
        {
            var field = Table(bytes, (5, null));
            foreach (var at in pending) Point(bytes, at, field.Start);
            pending = Vector(bytes, field.Offsets[0], 2);
        }
        var last = Table(bytes);
        foreach (var at in pending) Point(bytes, at, last.Start);
        return [0xFF, 0xFF, 0xFF, 0xFF, .. BitConverter.GetBytes(bytes.Count), .. bytes];
    }

    // A table with the given fields, each 4 bytes: a value, or (null) an offset to be pointed later.
    private static (int Start, List<int> Offsets) Table(List<byte> bytes, params (int Field, byte[]? Value)[] fields)
    {
        var slots = fields.Length == 0 ? 0 : fields.Max(f => f.Field) + 1;
        var vtable = bytes.Count;
        var vtableLength = 4 + 2 * slots;
        bytes.AddRange(BitConverter.GetBytes((ushort)vtableLength));
        bytes.AddRange(BitConverter.GetBytes((ushort)(4 + 4 * fields.Length)));
        for (var slot = 0; slot < slots; slot++)
        {
            var index = System.Array.FindIndex(fields, f => f.Field == slot);
            bytes.AddRange(BitConverter.GetBytes((ushort)(index < 0 ? 0 : 4 + 4 * index)));
        }
        var start = bytes.Count;
        Int(bytes, start - vtable);
        var offsets = new List<int>();
        foreach (var (_, value) in fields)
        {
            if (value is null) offsets.Add(bytes.Count);
            bytes.AddRange(value ?? new byte[4]);
        }
        return (start, offsets);
    }

    private static int[] Vector(List<byte> bytes, int from, int count)
    {
        Point(bytes, from, bytes.Count);
        Int(bytes, count);
        var elements = Enumerable.Range(0, count).Select(i => bytes.Count + 4 * i).ToArray();
        bytes.AddRange(new byte[4 * count]);
        return elements;
    }

    private static void Int(List<byte> bytes, int value) => bytes.AddRange(BitConverter.GetBytes(value));

    private static void Point(List<byte> bytes, int from, int to)
    {
        var offset = BitConverter.GetBytes(to - from);
        for (var i = 0; i < 4; i++) bytes[from + i] = offset[i];
    }
}
