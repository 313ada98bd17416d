using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Stores;

/// <summary>A model directory whose file lies outside of it, behind a link or below one.</summary>
internal static class LinkedModelFile
{
    /// <summary>That a flavor does not follow the link.</summary>
    /// <param name="flavor">It.</param>
    /// <param name="name">Its name in the MLmodel file.</param>
    /// <param name="file">The model's file.</param>
    /// <param name="save">Writes that file.</param>
    /// <param name="type">What it loads.</param>
    /// <param name="temp">Where.</param>
    /// <param name="folder">Whether the link is a folder.</param>
    public static async Task CheckAsync(IModelFlavor flavor, string name, string file, Action<string> save, Type type, TempStore temp, bool folder)
    {
        var outside = temp.NewFolder("outside");
        save(Path.Combine(outside, file));
        var directory = ModelDirectory.Create(temp.NewFolder("inside"));
        if (folder) Directory.CreateSymbolicLink(directory.File("link"), outside);
        else File.CreateSymbolicLink(directory.File(file), Path.Combine(outside, file));
        directory.Manifest.AddFlavor(name, new FlavorConfiguration { ["data"] = folder ? $"link/{file}" : file });

        var error = await Assert.ThrowsAsync<LineaException>(() => flavor.LoadAsync(directory, type, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains("is a link", error.Message, StringComparison.Ordinal);
    }
}
