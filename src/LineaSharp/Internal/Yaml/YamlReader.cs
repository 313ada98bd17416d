using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LineaSharp.Internal.Yaml;

/// <summary>Reads small YAML files that come from outside, as PyYAML's safe loader does, and strictly.</summary>
/// <remarks>
/// Refused are: a second document, duplicate keys, keys that are no scalars, the merge key, tags other than YAML's own, lists and maps nested
/// deeper than <see cref="MaxDepth"/>, aliases into a value that is still open, and more than <see cref="MaxValues"/> values counted with
/// every alias written out. Keys that are numbers or truth values become their text.
/// </remarks>
internal sealed class YamlReader
{
    public const int MaxDepth = 100;
    public const int MaxValues = 100_000;

    /// <summary>Bytes of UTF-8 text.</summary>
    public const int MaxSize = 10_000_000;

    private readonly string _file;
    private readonly Parser _parser;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    private int _values;

    private YamlReader(string text, string file)
    {
        _file = file;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Reads the one document of a file.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="LineaException">CorruptArtifact, naming the line.</exception>
    public static YamlNode Read(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        var size = System.Text.Encoding.UTF8.GetByteCount(text);
        if (size > MaxSize) throw LineaException.YamlIsTooLarge(file, size, MaxSize);
        try
        {
            return new YamlReader(text, file).ReadDocument();
        }
        catch (YamlException e)
        {
            throw LineaException.YamlIsInvalid(file, e.Start.Line, e.Message, e);
        }
    }

    private YamlNode ReadDocument()
    {
        Expect<StreamStart>();
        if (Next() is StreamEnd) return new YamlNode(null, 1, 1, 0);
        var root = ReadValue(Next(), depth: 0);
        Expect<DocumentEnd>();
        if (Next() is not StreamEnd) throw Invalid(_parser.Current!, "a second document starts here, and one was expected");
        return root;
    }

    private YamlNode ReadValue(ParsingEvent at, int depth)
    {
        var node = at switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart list => ReadList(list, depth),
            MappingStart map => ReadMap(map, depth),
            AnchorAlias alias => Resolve(alias),
            _ => throw Invalid(at, $"a value was expected, not {at.GetType().Name}"),
        };
        // An alias repeats a whole value: its weight and height count each time, so that nothing grows when the values are written out.
        _values += at is AnchorAlias ? node.Weight : 1;
        if (_values > MaxValues) throw Invalid(at, $"the file holds more than {MaxValues} values, counted with its aliases written out");
        if (depth + node.Height > MaxDepth) throw TooDeep(at);
        if (at is NodeEvent { Anchor.IsEmpty: false } anchored && !_anchors.TryAdd(anchored.Anchor.Value, node))
            throw Invalid(at, $"the anchor '{anchored.Anchor.Value}' is defined twice");
        return node;
    }

    private YamlNode ReadScalar(Scalar scalar)
    {
        if (!Unicode.IsWellFormed(scalar.Value)) throw Invalid(scalar, "the text has half a surrogate pair, which is no Unicode");
        var tag = scalar.Tag.IsEmpty ? null : scalar.Tag.Value;
        var value = tag switch
        {
            null when scalar.Style == ScalarStyle.Plain => YamlScalar.Resolve(scalar.Value),
            null or "!" or "tag:yaml.org,2002:str" => scalar.Value,
            "tag:yaml.org,2002:null" or "tag:yaml.org,2002:bool" or "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" or "tag:yaml.org,2002:timestamp" =>
                YamlScalar.Resolve(scalar.Value),
            _ => throw Invalid(scalar, $"the tag '{tag}' is not supported"),
        };
        return new YamlNode(value, scalar.Start.Line, 1, 0);
    }

    private YamlNode ReadList(SequenceStart start, int depth)
    {
        Enter(start, depth, "tag:yaml.org,2002:seq");
        var items = new List<YamlNode>();
        for (var at = Next(); at is not SequenceEnd; at = Next()) items.Add(ReadValue(at, depth + 1));
        return Branch(items.ToArray(), start, items);
    }

    private YamlNode ReadMap(MappingStart start, int depth)
    {
        Enter(start, depth, "tag:yaml.org,2002:map");
        var map = new OrderedDictionary<string, YamlNode>(StringComparer.Ordinal);
        for (var at = Next(); at is not MappingEnd; at = Next())
        {
            var key = ReadKey(at);
            if (!map.TryAdd(key, ReadValue(Next(), depth + 1))) throw Invalid(at, $"the key '{key}' stands here a second time");
        }
        return Branch(map, start, map.Values);
    }

    private string ReadKey(ParsingEvent at)
    {
        if (at is not Scalar key) throw Invalid(at, "a key should be text");
        if (ReadScalar(key).Value is null || (key.Style == ScalarStyle.Plain && key.Value == "<<")) throw Invalid(at, $"'{key.Value}' is no key: text was expected");
        return key.Value;
    }

    private void Enter(NodeEvent start, int depth, string ownTag)
    {
        if (depth >= MaxDepth) throw TooDeep(start);
        if (!start.Tag.IsEmpty && start.Tag.Value != ownTag) throw Invalid(start, $"the tag '{start.Tag.Value}' is not supported");
    }

    private static YamlNode Branch(object value, NodeEvent start, IReadOnlyCollection<YamlNode> children) =>
        new(value, start.Start.Line, 1 + children.Sum(c => c.Weight), 1 + (children.Count == 0 ? 0 : children.Max(c => c.Height)));

    private YamlNode Resolve(AnchorAlias alias) =>
        _anchors.TryGetValue(alias.Value.Value, out var node) ? node : throw Invalid(alias, $"the alias '{alias.Value.Value}' points to nothing that is complete before it");

    private ParsingEvent Next()
    {
        var line = _parser.Current?.End.Line ?? 1;
        try
        {
            return _parser.MoveNext() ? _parser.Current! : throw LineaException.YamlIsInvalid(_file, line, "the file ends too early");
        }
        // The scanner answers some broken texts with these instead of its own exception.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            throw LineaException.YamlIsInvalid(_file, line, "the text after this is no YAML", e);
        }
    }

    private void Expect<T>() where T : ParsingEvent
    {
        var at = Next();
        if (at is not T) throw Invalid(at, $"{typeof(T).Name} was expected, not {at.GetType().Name}");
    }

    private LineaException TooDeep(ParsingEvent at) => Invalid(at, $"lists and maps are nested deeper than {MaxDepth} levels");

    private LineaException Invalid(ParsingEvent at, string problem) => LineaException.YamlIsInvalid(_file, at.Start.Line, problem);
}
