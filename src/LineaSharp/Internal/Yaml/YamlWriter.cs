using System.Globalization;
using System.Numerics;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LineaSharp.Internal.Yaml;

/// <summary>Writes plain values as YAML that PyYAML reads back as the same values; maps are ordered by key, as PyYAML orders them.</summary>
internal sealed class YamlWriter
{
    private readonly Emitter _emitter;
    private readonly bool _sortKeys;

    private YamlWriter(TextWriter target, bool sortKeys)
    {
        var settings = new EmitterSettings().WithBestWidth(int.MaxValue).WithNewLine("\n").WithMaxSimpleKeyLength(100);
        _emitter = new Emitter(target, settings);
        _sortKeys = sortKeys;
    }

    /// <summary>The text of a file that holds one value.</summary>
    /// <param name="value">A plain value as <see cref="Models.MLmodel"/> lists them.</param>
    /// <param name="sortKeys">Whether maps are ordered by key (ordinal) or keep their order.</param>
    public static string Write(object? value, bool sortKeys = true)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var writer = new YamlWriter(text, sortKeys);
        writer.Emit(new StreamStart(), new DocumentStart(null, null, isImplicit: true));
        writer.WriteValue(value);
        writer.Emit(new DocumentEnd(isImplicit: true), new StreamEnd());
        return Escaped(text.ToString());
    }

    // Python may open the file in the machine's own encoding, so it is ASCII. Whatever is not ASCII stands in double quotes, where escapes mean the same.
    private static string Escaped(string yaml)
    {
        if (Ascii.IsValid(yaml)) return yaml;
        var ascii = new StringBuilder(yaml.Length + 64);
        foreach (var rune in yaml.EnumerateRunes())
            _ = rune.IsAscii ? ascii.Append((char)rune.Value)
                : rune.IsBmp ? ascii.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                : ascii.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        return ascii.ToString();
    }

    private void WriteValue(object? value)
    {
        switch (value)
        {
            case string text: WriteText(text); break;
            case IReadOnlyDictionary<string, object?> map: WriteMap(map); break;
            case IReadOnlyList<object?> list: WriteList(list); break;
            default: WriteWord(Word(value)); break;
        }
    }

    private static string Word(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        double number => YamlScalar.Write(number),
        DateTime time => YamlScalar.Write(time),
        DateTimeOffset time => YamlScalar.Write(time),
        DateOnly date => YamlScalar.Write(date),
        _ => throw new ArgumentException($"A value of type {value.GetType()} has no form in YAML.", nameof(value)),
    };

    private void WriteMap(IReadOnlyDictionary<string, object?> map)
    {
        Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
        foreach (var (key, value) in _sortKeys ? map.OrderBy(e => e.Key, StringComparer.Ordinal) : map.AsEnumerable())
        {
            WriteText(key);
            WriteValue(value);
        }
        Emit(new MappingEnd());
    }

    private void WriteList(IReadOnlyList<object?> list)
    {
        Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
        foreach (var item in list) WriteValue(item);
        Emit(new SequenceEnd());
    }

    private void WriteWord(string word) => Emit(new Scalar(AnchorName.Empty, TagName.Empty, word, ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));

    private void WriteText(string text)
    {
        var style = YamlScalar.MayBePlain(text) ? ScalarStyle.Plain
            : text.All(c => c is >= ' ' and <= '~') ? ScalarStyle.SingleQuoted
            : ScalarStyle.DoubleQuoted;
        Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true));
    }

    private void Emit(params ReadOnlySpan<ParsingEvent> events)
    {
        foreach (var e in events) _emitter.Emit(e);
    }
}
