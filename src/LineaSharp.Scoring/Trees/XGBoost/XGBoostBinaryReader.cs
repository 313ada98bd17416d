using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LineaSharp.Scoring.Trees.XGBoost;

/// <summary>Reads XGBoost's old binary format (1.0 to 2.x; MLflow 2 saved it by default) into the document that JSON of the same model would be.</summary>
/// <remarks>
/// <c>binf</c>; the learner's parameters in 136 bytes; the names of objective and booster; the booster's parameters in 160 bytes (136 of a linear one); each tree's parameters in 148
/// bytes, its nodes in 20 each and their statistics in 16 each; the trees' groups; of a dart booster the weights; attributes, when the parameters say that there are. All little-endian,
/// lengths in 64 bits. It has neither categories nor names of features.
/// </remarks>
internal ref struct XGBoostBinaryReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _source;
    private int _at;

    private XGBoostBinaryReader(ReadOnlySpan<byte> bytes, string source)
    {
        _bytes = bytes;
        _source = source;
    }

    public static bool IsBinary(ReadOnlySpan<byte> file) => file.StartsWith("binf"u8);

    public static DocumentNode Read(ReadOnlySpan<byte> file, string source) => new XGBoostBinaryReader(file["binf"u8.Length..], source).Document();

    private DocumentNode Document()
    {
        var parameters = Take(136);
        int major = Int(parameters, 5), minor = Int(parameters, 6);
        if (major < 1) throw TreeErrors.NotComputed(_source, "was written in the binary format of an XGBoost before 1.0", "Load it with XGBoost 1.x, and save it as .json.");
        var objective = Text();
        var booster = Text();
        var gradientBooster = booster switch
        {
            "gbtree" => Node(("name", Node(booster)), ("model", Trees())),
            "dart" => Dart(),
            "gblinear" => Linear(),
            _ => throw TreeErrors.NotComputed(_source, $"has the booster '{booster[..Math.Min(40, booster.Length)]}'"),
        };
        return Node(
            ("version", Node(new double[] { major, minor, 0 })),
            ("learner", Node(
                ("attributes", Int(parameters, 3) != 0 ? Attributes() : Node()),
                ("gradient_booster", gradientBooster),
                ("objective", Node(("name", Node(objective)))),
                ("learner_model_param", Node(
                    ("base_score", Node(Single(parameters, 0).ToString("R", CultureInfo.InvariantCulture))),
                    ("num_feature", Node((double)Int(parameters, 1))),
                    ("num_class", Node((double)Int(parameters, 2))),
                    // Files of 1.0 to 1.5 have a zero there.
                    ("num_target", Node((double)Math.Max(1, Int(parameters, 7)))))))));
    }

    private DocumentNode Dart()
    {
        var trees = Trees();
        var weights = trees.GetItems("trees").Count == 0 ? [] : Singles(Length(4));
        return Node(("name", Node("dart")), ("gbtree", Node(("model", trees))), ("weight_drop", Node(weights)));
    }

    private DocumentNode Linear()
    {
        Take(136);
        return Node(("name", Node("gblinear")), ("model", Node(("weights", Node(Singles(Length(4)))))));
    }

    private DocumentNode Trees()
    {
        var parameters = Take(160);
        var count = Int(parameters, 0);
        if (count < 0 || count > _bytes.Length / 148) throw Fault($"it says that it has {count} trees");
        var trees = new List<DocumentNode>();
        for (var i = 0; i < count; i++) trees.Add(Tree());
        var groups = Take(count * 4);
        var numbers = new double[count];
        for (var i = 0; i < count; i++) numbers[i] = Int(groups, i);
        return Node(
            ("gbtree_model_param", Node(("num_parallel_tree", Node((double)Math.Max(1, Int(parameters, 1)))))),
            ("tree_info", Node(numbers)),
            ("trees", Node(trees)));
    }

    private DocumentNode Tree()
    {
        var parameters = Take(148);
        var count = Int(parameters, 1);
        if (count < 1 || count > (_bytes.Length - _at) / 36) throw Fault($"a tree says that it has {count} nodes");
        if (Int(parameters, 5) > 1) throw Fault("a tree has leaves of several values");
        var nodes = Take(count * 20);
        Take(count * 16);
        double[] left = new double[count], right = new double[count], feature = new double[count], missingLeft = new double[count], condition = new double[count];
        for (var i = 0; i < count; i++)
        {
            var node = nodes.Slice(i * 20, 20);
            left[i] = Int(node, 1);
            right[i] = Int(node, 2);
            // The highest bit of the feature says where what is missing goes. A deleted node has all bits set; nothing leads to it.
            feature[i] = Int(node, 3) & int.MaxValue;
            missingLeft[i] = Int(node, 3) < 0 ? 1 : 0;
            condition[i] = Single(node, 4);
        }
        return Node(
            ("left_children", Node(left)), ("right_children", Node(right)), ("split_indices", Node(feature)), ("default_left", Node(missingLeft)), ("split_conditions", Node(condition)));
    }

    private DocumentNode Attributes()
    {
        var count = Length(16);
        var members = new Dictionary<string, DocumentNode>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++) members[Text()] = Node(Text());
        return Node(members);
    }

    private string Text() => Encoding.UTF8.GetString(Take(Length(1)));

    /// <summary>A length of items of at least so many bytes each, which the file must still hold.</summary>
    private int Length(int size)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return length <= (ulong)((_bytes.Length - _at) / size) ? (int)length : throw Fault("it ends too early");
    }

    private double[] Singles(int count)
    {
        var bytes = Take(count * 4);
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = Single(bytes, i);
        return values;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _at) throw Fault("it ends too early");
        _at += count;
        return _bytes.Slice(_at - count, count);
    }

    private static int Int(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt32LittleEndian(bytes[(index * 4)..]);

    private static float Single(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadSingleLittleEndian(bytes[(index * 4)..]);

    private readonly DocumentNode Node(object value) => new(_source, value);

    private readonly DocumentNode Node(params ReadOnlySpan<(string Name, DocumentNode Value)> members)
    {
        var map = new Dictionary<string, DocumentNode>(StringComparer.Ordinal);
        foreach (var (name, value) in members) map.Add(name, value);
        return new(_source, map);
    }

    private readonly LineaException Fault(string problem) => TreeErrors.Malformed(_source, problem);
}
