using System.Buffers.Binary;
using System.Text;

namespace LineaSharp.XGBoost.Files;

/// <summary>Reads XGBoost's old binary format (<c>model.xgb</c> of MLflow 2; written by XGBoost up to 2.0, read up to 3.0), strictly.</summary>
/// <remarks>
/// Little-endian: optionally <c>binf</c>; 136 bytes of parameters; objective and booster as texts; the booster; if the parameters say so, attributes. A text is its
/// length in eight bytes and its bytes. A tree is 148 bytes of parameters, 20 bytes for every node (parent, left, right, split, value), 16 bytes of statistics for every node.
/// </remarks>
internal ref struct BinaryModelReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private BinaryModelReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The version that wrote it.</summary>
    public static Version ReadVersion(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.StartsWith("binf"u8) ? 4 : 0;
        if (bytes.Length < start + 136) throw XGBoostErrors.Damaged("it is too short, and neither JSON, UBJSON nor XGBoost's binary format");
        var (major, minor) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[(start + 20)..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[(start + 24)..]));
        if (major == 0) throw XGBoostErrors.HasNoVersion("binary");
        // The format is older than its last reader: what says otherwise is another kind of file.
        return major <= 3 && minor < 100 ? new((int)major, (int)minor) : throw XGBoostErrors.Damaged("it is neither JSON, UBJSON nor XGBoost's binary format");
    }

    public static void Check(ReadOnlySpan<byte> bytes)
    {
        var reader = new BinaryModelReader(bytes);
        if (bytes.StartsWith("binf"u8)) reader._at = 4;
        reader.Model();
        if (reader._at != bytes.Length) throw reader.Fault("something follows its end");
    }

    private void Model()
    {
        Take(4);
        var (features, classes, hasAttributes, hasMetrics) = (Int(), Int(), Int(), Int());
        Take(8);
        var targets = Math.Max(1, Int());
        Take(4 + (25 * 4));
        Text();
        var booster = Text();
        var shape = new ModelShape(features, classes, targets);
        if (booster == "gblinear")
        {
            Take(34 * 4);
            shape.CheckWeights(FloatCount());
        }
        else if (booster is "gbtree" or "dart")
        {
            var trees = Trees(shape);
            // Without trees the weights are left out.
            if (booster == "dart" && trees > 0) ModelShape.CheckDropWeights(FloatCount(), trees);
        }
        else
        {
            throw Fault($"'{booster}' is no booster");
        }
        if (hasAttributes != 0) Attributes();
        if (hasMetrics is not (0 or 1)) throw Fault("its parameters are no parameters");
    }

    private int Trees(ModelShape shape)
    {
        var (count, parallel) = (Int(), Int());
        Take((6 + 32) * 4);
        shape.CheckTrees(count, parallel);
        for (var i = 0; i < count; i++) Tree(i, shape);
        for (var i = 0; i < count; i++) shape.CheckGroup(i, Int());
        return count;
    }

    private void Tree(int index, ModelShape shape)
    {
        Take(4);
        var (count, deleted) = (Int(), Int());
        Take(148 - 12);
        if (count < 1 || count > (_bytes.Length - _at) / 36) throw Fault("a tree has more nodes than there are bytes");
        var tree = new TreeNodes(count) { DeletedCount = deleted };
        for (var i = 0; i < count; i++)
        {
            (tree.Parents[i], tree.Left[i], tree.Right[i]) = (Int() & int.MaxValue, Int(), Int());
            var split = (uint)Int();
            (tree.Features[i], tree.DefaultLeft[i]) = ((int)(split & int.MaxValue), split >> 31 == 1);
            Take(4);
        }
        Take(count * 16);
        TreeCheck.Check(tree, index, shape.Features);
    }

    private void Attributes()
    {
        for (var count = Long(16); count > 0; count--)
        {
            Text();
            Text();
        }
    }

    private int FloatCount()
    {
        var count = Long(4);
        Take(count * 4);
        return count;
    }

    private string Text()
    {
        var bytes = Take(Long(1));
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Fault("a text is no UTF-8");
    }

    private int Long(int size)
    {
        var count = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return count <= (ulong)((_bytes.Length - _at) / size) ? (int)count : throw Fault("a length goes beyond its end");
    }

    private int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at) throw Fault("it ends too early");
        var taken = _bytes.Slice(_at, count);
        _at += count;
        return taken;
    }

    private readonly LineaException Fault(string fault) => XGBoostErrors.Damaged($"its binary format is wrong at byte {_at}: {fault}");
}
