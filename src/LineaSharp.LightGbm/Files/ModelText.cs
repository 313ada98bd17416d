using System.Text;
using System.Text.Json;

namespace LineaSharp.LightGbm.Files;

/// <summary>Checks a model's text before native code sees it, whose loader ends the process on a text that is cut or garbled.</summary>
/// <remarks>
/// <code>
/// tree
/// version=v4  …                 header: key=value, up to an empty line
/// Tree=0  …                     each tree has the bytes that the header's tree_sizes say
/// end of trees
/// feature_importances:  …
/// parameters:  …
/// end of parameters
/// pandas_categorical:null       by Python's LightGBM only
/// </code>
/// </remarks>
internal static class ModelText
{
    private const string PandasCategorical = "pandas_categorical:";

    /// <summary>Gives what the text says of pandas' categories, in JSON.</summary>
    /// <exception cref="LineaException">CorruptArtifact: it is no whole, valid text. NotSupported: its format is newer.</exception>
    public static string Check(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) throw LightGbmErrors.Damaged("it is empty");
        // Native code would read up to it, and not see the rest.
        if (text.Contains((byte)0) || !System.Text.Unicode.Utf8.IsValid(text)) throw LightGbmErrors.Damaged("it is no text");
        if (text.Contains((byte)'\r')) throw LightGbmErrors.Damaged("its lines end in a carriage return; the sizes of its trees are counted without");
        var lines = new TextLines(text);
        var header = TextHeader.Read(ref lines);
        for (var i = 0; i < header.TreeSizes.Count; i++)
        {
            if (header.TreeSizes[i] < 1) throw LightGbmErrors.Damaged($"the header has {header.TreeSizes[i]} as the size of tree {i}");
            TextTree.Check(lines.Take(header.TreeSizes[i]), i, header);
        }
        if (!lines.Next().SequenceEqual("end of trees"u8)) throw LightGbmErrors.Damaged("its trees do not end where their sizes say");
        Skip(ref lines, "parameters:", "feature_importances:", "feature importances:");
        Skip(ref lines, "end of parameters");
        return Tail(ref lines);
    }

    // Up to a line and with it. The first line may have to be one of some: releases before 3.0 wrote a space.
    private static void Skip(ref TextLines lines, string last, params ReadOnlySpan<string> first)
    {
        for (var isFirst = first.Length > 0; ;)
        {
            var line = Encoding.UTF8.GetString(lines.Next());
            if (line == last) return;
            if (line.Length == 0 || !isFirst) continue;
            if (!first.Contains(line)) throw LightGbmErrors.Damaged($"it has '{TextLines.Shown(Encoding.UTF8.GetBytes(line))}' where '{first[0]}' belongs");
            isFirst = false;
        }
    }

    private static string Tail(ref TextLines lines)
    {
        var categories = "null";
        while (!lines.IsAtEnd)
        {
            var line = lines.Next();
            if (line.IsEmpty) continue;
            if (line.SequenceEqual("parser:"u8)) Skip(ref lines, "end of parser");
            else if (line.StartsWith(Encoding.ASCII.GetBytes(PandasCategorical))) categories = Categories(line[PandasCategorical.Length..], lines);
            else throw LightGbmErrors.Damaged($"it goes on after its end with '{TextLines.Shown(line)}'");
        }
        return categories;
    }

    private static string Categories(ReadOnlySpan<byte> json, TextLines lines)
    {
        if (!lines.IsAtEnd) throw LightGbmErrors.Damaged("it goes on after its last line");
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.Null or JsonTokenType.StartArray)) throw LightGbmErrors.Damaged("its line of pandas' categories is neither null nor a list");
            reader.Skip();
            if (reader.Read()) throw LightGbmErrors.Damaged("its line of pandas' categories goes on after its end");
            return Encoding.UTF8.GetString(json);
        }
        catch (JsonException)
        {
            throw LightGbmErrors.Damaged("its line of pandas' categories is no JSON");
        }
    }
}
