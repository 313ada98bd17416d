using System.Globalization;

namespace LineaSharp.LightGbm.Files;

/// <summary>What stands before the first tree.</summary>
/// <param name="FeatureCount">How many features there are.</param>
/// <param name="TreeSizes">The bytes of each tree.</param>
/// <param name="IsNewest">Whether it is of the newest format, in which nothing is left out.</param>
internal sealed record TextHeader(int FeatureCount, IReadOnlyList<int> TreeSizes, bool IsNewest)
{
    private static readonly HashSet<string> Keys =
    [
        "version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective", "average_output", "feature_names", "monotone_constraints",
        "feature_infos", "tree_sizes",
    ];

    /// <summary>Reads it, from the first line to the empty one.</summary>
    public static TextHeader Read(ref TextLines lines)
    {
        if (!lines.Next().SequenceEqual("tree"u8)) throw LightGbmErrors.Damaged("it does not begin with the line 'tree'");
        var fields = new TextFields("the header", Keys);
        for (var line = lines.Next(); !line.IsEmpty; line = lines.Next()) fields.Add(line);

        var version = fields.Text("version");
        if (version is not ("v2" or "v3" or "v4"))
            throw version is ['v', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var future) && future > 4 ? LightGbmErrors.IsNewer(version) : fields.Fault($"has the version '{TextLines.Shown(System.Text.Encoding.UTF8.GetBytes(version))}'");
        fields.Int("label_index");
        var features = fields.Int("max_feature_idx") is >= 0 and < int.MaxValue and var last ? last + 1 : throw fields.Fault("has no features");
        foreach (var key in (string[])["feature_names", "feature_infos"])
            if (fields.CountTexts(key) != features) throw fields.Fault($"has {fields.CountTexts(key)} {key} for {features} features");
        if (fields.Text("feature_names").Split(' ').Distinct(StringComparer.Ordinal).Count() != features) throw fields.Fault("has a feature's name twice");
        if (fields.Has("monotone_constraints")) fields.Ints("monotone_constraints", features);
        if (fields.Has("average_output") && fields.Text("average_output").Length > 0) throw fields.Fault("has a value of average_output");

        var sizes = fields.Ints("tree_sizes");
        CheckOutputs(fields, sizes.Length);
        return new(features, sizes, version == "v4");
    }

    private static void CheckOutputs(TextFields fields, int trees)
    {
        var (classes, perRound) = (fields.Int("num_class"), fields.Int("num_tree_per_iteration"));
        if (trees == 0) throw fields.Fault("has no trees");
        if (classes < 1 || perRound != classes || trees % perRound != 0) throw fields.Fault($"has {trees} trees, {perRound} a round, for {classes} outputs");
        if (!fields.Has("objective")) return;
        // Native code writes as many outputs as the objective says, into memory for as many as the header says.
        var tokens = fields.Text("objective").Split(' ');
        // Native code takes the first without looking whether there is one.
        if (tokens.Any(token => token.Length == 0)) throw fields.Fault($"has the objective '{fields.Text("objective")}'");
        foreach (var token in tokens.Skip(1))
            if (token.StartsWith("num_class:", StringComparison.Ordinal) && token[10..] != classes.ToString(CultureInfo.InvariantCulture)) throw fields.Fault($"has {classes} outputs and the objective '{fields.Text("objective")}'");
    }
}
