using System.Globalization;
using System.Text.Json;
using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees.LightGbm;

/// <summary>Reads LightGBM's text models (<c>tree</c>, <c>version=v2</c> to <c>v4</c>).</summary>
/// <remarks>
/// <c>key=value</c> lines about the model, then a block of such lines for each tree (<c>Tree=0</c> …), <c>end of trees</c>, then what prediction does not need, and last, from Python,
/// <c>pandas_categorical:</c> with the categories of a table's columns. Lists are numbers between spaces.
/// </remarks>
internal static class LightGbmText
{
    internal const string Source = "The LightGBM model";
    private const int MaxFeatures = 1 << 26;
    private const int MaxOutputs = 1 << 20;

    /// <summary>Reads a model.</summary>
    /// <param name="text">The whole text.</param>
    /// <exception cref="LineaException">CorruptArtifact: it is no such text, or not all of it. NotSupported: it needs something that is not computed natively.</exception>
    public static TreeModel Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new LightGbmLines(text);
        if (!lines.Read() || !lines.Line.SequenceEqual("tree")) throw TreeErrors.Malformed(Source, "its text does not begin with 'tree'");
        var header = new LightGbmBlock(Source);
        while (lines.Read() && !lines.Line.StartsWith("Tree=") && !lines.Line.SequenceEqual("end of trees")) header.Add(lines.Line);
        CheckVersion(header.FindText("version"));

        var features = header.GetInt("max_feature_idx") + 1L;
        var outputs = header.Has("num_tree_per_iteration") ? header.GetInt("num_tree_per_iteration") : header.GetInt("num_class");
        if (features is < 0 or > MaxFeatures || outputs is < 1 or > MaxOutputs) throw TreeErrors.Malformed(Source, $"it has {features} features and {outputs} outputs");
        var names = header.GetText("feature_names").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length != features) throw TreeErrors.Malformed(Source, $"it has {features} features and {names.Length} names of features");
        var objective = LightGbmObjective.Of(header.FindText("objective") ?? "", outputs);

        var builder = new ForestBuilder(
            new ForestOptions { FeatureCount = names.Length, OutputCount = outputs, TreesPerRound = outputs, Average = header.Has("average_output"), TinyIsZero = true }, Source);
        var count = 0;
        while (lines.Line.StartsWith("Tree="))
        {
            if (!lines.Line.SequenceEqual($"Tree={count}")) throw TreeErrors.Malformed(Source, $"'{lines.Line[..Math.Min(40, lines.Line.Length)]}' stands where tree {count} should");
            var block = new LightGbmBlock($"{Source}'s tree {count}");
            while (lines.Read() && !lines.Line.StartsWith("Tree=") && !lines.Line.SequenceEqual("end of trees")) block.Add(lines.Line);
            LightGbmTree.AddTo(builder, block, count++ % outputs);
        }
        if (!lines.Line.SequenceEqual("end of trees")) throw TreeErrors.Malformed(Source, "its text ends before 'end of trees'");
        if (header.Has("tree_sizes") && header.GetText("tree_sizes").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != count)
            throw TreeErrors.Malformed(Source, $"it has {count} trees, and sizes of another number of them");

        var codes = Categories(lines, header);
        return new TreeModel
        {
            Library = "LightGBM",
            Objective = objective.Name,
            Raw = builder.Build(),
            Features = names.Select((name, i) => new TreeFeature(name, codes?[i])).ToArray(),
            IsNamed = names.Where((name, i) => name != $"Column_{i}").Any(),
            Prediction = objective.Link,
            Probabilities = objective.Probabilities,
        };
    }

    private static void CheckVersion(string? version)
    {
        if (version is null or "v2" or "v3" or "v4") return;
        throw TreeErrors.NotComputed(Source, $"has the text format '{version[..Math.Min(20, version.Length)]}', and v2 to v4 are known", "Use a newer LineaSharp.Scoring.");
    }

    // The parameters are not needed; but a text that has half of them is cut, and may lack the categories that would come after.
    private static ListedCategories?[]? Categories(LightGbmLines lines, LightGbmBlock header)
    {
        var inParameters = false;
        string? categories = null;
        while (lines.Read())
        {
            if (lines.Line.SequenceEqual("parameters:")) inParameters = true;
            else if (lines.Line.SequenceEqual("end of parameters")) inParameters = false;
            else if (!inParameters && lines.Line.StartsWith("pandas_categorical:")) categories = lines.Line["pandas_categorical:".Length..].ToString();
        }
        if (inParameters) throw TreeErrors.Malformed(Source, "its text ends before 'end of parameters'");
        return categories is null ? null : Codes(categories, header.FindText("feature_infos")?.Split(' ') ?? []);
    }

    // Python lists the categories of the table's categorical columns in their order, without the columns' names; the features' infos tell which features are categorical.
    private static ListedCategories?[]? Codes(string json, string[] infos)
    {
        string[][] lists;
        try
        {
            using var parsed = JsonDocument.Parse(json);
            if (parsed.RootElement.ValueKind != JsonValueKind.Array) return null;
            lists = parsed.RootElement.EnumerateArray().Select(list => list.EnumerateArray().Select(Text).ToArray()).ToArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw TreeErrors.Malformed(Source, "its pandas_categorical is no list of lists", e);
        }
        var categorical = infos.Select((info, i) => (info, i)).Where(f => f.info.Length > 0 && f.info[0] != '[' && f.info != "none").Select(f => f.i).ToArray();
        if (lists.Length == 0 || categorical.Length != lists.Length) return null;
        var codes = new ListedCategories?[infos.Length];
        for (var i = 0; i < lists.Length; i++) codes[categorical[i]] = new ListedCategories(lists[i]);
        return codes;
    }

    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
}

/// <summary>A text's lines that are not empty, one after the other.</summary>
internal sealed class LightGbmLines(string text)
{
    private int _next;
    private int _start;
    private int _length;

    public ReadOnlySpan<char> Line => text.AsSpan(_start, _length);

    /// <summary>Goes to the next line; false, and an empty line, when there is none.</summary>
    public bool Read()
    {
        while (_next < text.Length)
        {
            var end = text.IndexOf('\n', _next);
            if (end < 0) end = text.Length;
            _start = _next;
            _length = end - _start;
            if (_length > 0 && text[end - 1] == '\r') _length--;
            _next = end + 1;
            if (_length > 0) return true;
        }
        (_start, _length) = (0, 0);
        return false;
    }
}

/// <summary>The <c>key=value</c> lines of the model or of one tree.</summary>
internal sealed class LightGbmBlock(string source)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public void Add(ReadOnlySpan<char> line)
    {
        var equals = line.IndexOf('=');
        var key = (equals < 0 ? line : line[..equals]).ToString();
        if (!_values.TryAdd(key, equals < 0 ? "" : line[(equals + 1)..].ToString())) throw TreeErrors.Malformed(source, $"'{key[..Math.Min(40, key.Length)]}' is there twice");
    }

    public bool Has(string key) => _values.ContainsKey(key);

    public string? FindText(string key) => _values.GetValueOrDefault(key);

    public string GetText(string key) => FindText(key) ?? throw TreeErrors.Malformed(source, $"'{key}' is missing");

    public int GetInt(string key) => int.TryParse(GetText(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw TreeErrors.Malformed(source, $"'{key}' is no whole number");

    public double[] GetDoubles(string key, int count) => Get(key, count, static (ReadOnlySpan<char> token, out double value) => Number(token, out value));

    public int[] GetInts(string key, int count) =>
        Get(key, count, static (ReadOnlySpan<char> token, out int value) => int.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value));

    public uint[] GetWords(string key, int count) =>
        Get(key, count, static (ReadOnlySpan<char> token, out uint value) => uint.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    public LineaException Fault(string problem) => TreeErrors.Malformed(source, problem);

    private delegate bool Parser<T>(ReadOnlySpan<char> token, out T value);

    // The count comes from the file: the list grows with what is there.
    private T[] Get<T>(string key, int count, Parser<T> parse)
    {
        var text = GetText(key).AsSpan();
        if (count < 0 || count > text.Length) throw Fault($"'{key}' should have {count} values");
        var values = new T[count];
        var found = 0;
        foreach (var range in text.Split(' '))
        {
            var token = text[range];
            if (token.IsEmpty) continue;
            if (found == count) throw Fault($"'{key}' has more than {count} values");
            if (!parse(token, out values[found++])) throw Fault($"'{key}' has a value that is no number of its kind");
        }
        return found == count ? values : throw Fault($"'{key}' has {found} of {count} values");
    }

    // C++ writes inf and nan.
    private static bool Number(ReadOnlySpan<char> token, out double value)
    {
        var sign = token[0] == '-' ? -1 : 1;
        var digits = token[0] is '-' or '+' ? token[1..] : token;
        value = digits.Equals("inf", StringComparison.OrdinalIgnoreCase) ? sign * double.PositiveInfinity : double.NaN;
        return digits.Equals("inf", StringComparison.OrdinalIgnoreCase) || digits.Equals("nan", StringComparison.OrdinalIgnoreCase)
            || double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
