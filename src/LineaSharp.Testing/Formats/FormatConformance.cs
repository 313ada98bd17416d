using System.Globalization;
using LineaSharp.Formats;
using LineaSharp.Repositories;
using Xunit;

namespace LineaSharp.Testing;

/// <summary>What every <see cref="IArtifactFormat"/> keeps. Derive, and say how a value is made and compared.</summary>
/// <typeparam name="T">The type that is saved, and asked for when it is read back.</typeparam>
public abstract class FormatConformance<T> where T : notnull
{
    /// <summary>The format under test.</summary>
    protected abstract IArtifactFormat Format { get; }

    /// <summary>A new value, equal each time, whose files are not all empty.</summary>
    protected abstract T Make();

    /// <summary>Fails when the value that came back is not the one that was saved. Streams are read here.</summary>
    protected abstract void AssertSame(T expected, T actual);

    /// <summary>Reads whatever the value reads lazily, and lets go of what it holds. The default does so for streams.</summary>
    protected virtual void Release(object value)
    {
        if (value is Stream stream) stream.CopyTo(Stream.Null);
        (value as IDisposable)?.Dispose();
    }

    /// <summary>Names stand in catalogs and URIs.</summary>
    [Fact]
    public void Name_is_short_and_lower_case() => Assert.Matches("^[a-z0-9_-]{1,40}$", Format.Name);

    /// <summary>What is made can be saved.</summary>
    [Fact]
    public void Can_save_what_it_is_for() => Assert.True(Format.CanSave(Make()));

    /// <summary>The asked and the untyped type can be loaded; an object is always possible.</summary>
    [Fact]
    public void Can_load_as_the_type_asked_for_and_as_the_untyped_one()
    {
        Assert.True(Format.CanLoadAs(typeof(T)));
        Assert.True(Format.CanLoadAs(Format.UntypedAs));
        Assert.True(Format.CanLoadAs(typeof(object)));
    }

    /// <summary>The heart of a format.</summary>
    [Fact]
    public async Task What_was_saved_comes_back()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());

        AssertSame(Make(), await saved.LoadAsync<T>());
    }

    /// <summary>A changed object never comes back to the next caller.</summary>
    [Fact]
    public async Task Every_load_gives_a_fresh_value()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());

        var first = await saved.LoadAsync<T>();
        var second = await saved.LoadAsync<T>();

        if (first is not (string or ValueType)) Assert.NotSame(first, second);
        Release(first);
        AssertSame(Make(), second);
    }

    /// <summary>Untyped loading gives what the format announces.</summary>
    [Fact]
    public async Task Untyped_loading_gives_the_announced_type()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());

        var announced = await saved.LoadAsync(Format.UntypedAs);
        var value = await saved.LoadAsync<object>();

        Assert.IsAssignableFrom(Format.UntypedAs, announced);
        Assert.IsAssignableFrom(Format.UntypedAs, value);
        Release(announced);
        Release(value);
    }

    /// <summary>Files and numbers do not depend on where the program runs.</summary>
    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public async Task Any_culture_writes_the_same_files(string culture)
    {
        using var here = await SavedFiles.SaveAsync(Format, Make());

        using var there = await InCulture(culture, () => SavedFiles.SaveAsync(Format, Make()));

        AssertSame(Make(), await InCulture(culture, () => there.LoadAsync<T>()));
        Assert.Equal(here.Manifest.Files.Select(f => f.Path), there.Manifest.Files.Select(f => f.Path));
        if (IsDeterministic) Assert.Equal(here.Manifest.Sha256, there.Manifest.Sha256);
    }

    /// <summary>Whether equal values make equal files, so that they are stored once. The default is true.</summary>
    protected virtual bool IsDeterministic => true;

    /// <summary>Every stored path keeps the one rule.</summary>
    [Fact]
    public async Task Files_have_portable_paths()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());

        Assert.All(saved.Manifest.Files, f => RelativePath.Check(f.Path, "the format"));
        Assert.True(saved.Manifest.Size > 0);
    }

    /// <summary>The wrong type is told, with what was asked and what is there.</summary>
    [Fact]
    public async Task Another_type_is_a_mismatch_that_names_what_was_asked()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());

        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<INobody>());

        Assert.Equal(ErrorCode.TypeMismatch, error.Code);
        Assert.Contains(nameof(INobody), error.Message, StringComparison.Ordinal);
    }

    /// <summary>A file that lost its end gives no value.</summary>
    [Fact]
    public async Task A_cut_file_is_corrupt()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());
        Change(saved, bytes => bytes[..^1]);

        await AssertCorrupt(saved);
    }

    /// <summary>A file that got longer gives no value.</summary>
    [Fact]
    public async Task A_grown_file_is_corrupt()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());
        Change(saved, bytes => [.. bytes, 0]);

        await AssertCorrupt(saved);
    }

    /// <summary>An emptied file gives no value.</summary>
    [Fact]
    public async Task An_empty_file_is_corrupt()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());
        Change(saved, _ => []);

        await AssertCorrupt(saved);
    }

    /// <summary>Another file of the same length gives no value.</summary>
    [Fact]
    public async Task A_swapped_file_is_corrupt()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());
        Change(saved, bytes => [.. bytes.Select((_, i) => (byte)('a' + i % 7))]);

        await AssertCorrupt(saved);
    }

    /// <summary>A changed bit, wherever it is, gives no value.</summary>
    [Fact]
    public async Task A_flipped_bit_gives_no_value()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());
        var file = saved.Manifest.Files.First(f => f.Size > 0);
        var bytes = File.ReadAllBytes(saved.PathOf(file));

        for (var i = 0; i <= 20; i++)
        {
            var damaged = bytes.ToArray();
            damaged[(bytes.Length - 1) * i / 20] ^= 1;
            File.WriteAllBytes(saved.PathOf(file), damaged);
            await Assert.ThrowsAsync<LineaException>(() => LoadAndReadAsync(saved));
        }
    }

    /// <summary>A missing file is told.</summary>
    [Fact]
    public async Task A_missing_file_is_corrupt()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());
        File.Delete(saved.PathOf(saved.Manifest.Files.First(f => f.Size > 0)));

        await AssertCorrupt(saved);
    }

    /// <summary>Files of another format, with digests that agree, are an error and no value.</summary>
    [Fact]
    public async Task Files_of_another_format_are_an_error()
    {
        using var saved = await SavedFiles.OfAsync(Format, ("a.unknown", [1, 2, 3]), ("b.unknown", [4]));

        await AssertForeign(saved);
    }

    /// <summary>What is told of files that the format did not write. A format that takes any files overrides it.</summary>
    protected virtual async Task AssertForeign(SavedFiles saved) =>
        await Assert.ThrowsAsync<LineaException>(() => LoadAndReadAsync(saved));

    /// <summary>A caller who has stopped gets no files.</summary>
    [Fact]
    public async Task A_cancelled_save_stops()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SavedFiles.SaveAsync(Format, Make(), cancellationToken: new CancellationToken(canceled: true)));
    }

    /// <summary>A caller who has stopped gets no value.</summary>
    [Fact]
    public async Task A_cancelled_load_stops()
    {
        using var saved = await SavedFiles.SaveAsync(Format, Make());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            var value = await saved.LoadAsync<T>(new CancellationToken(canceled: true));
            if (value is Stream stream) await stream.CopyToAsync(Stream.Null, new CancellationToken(canceled: true));
        });
    }

    private static void Change(SavedFiles saved, Func<byte[], byte[]> change)
    {
        var path = saved.PathOf(saved.Manifest.Files.First(f => f.Size > 0));
        File.WriteAllBytes(path, change(File.ReadAllBytes(path)));
    }

    private async Task AssertCorrupt(SavedFiles saved)
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => LoadAndReadAsync(saved));
        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
    }

    // A stream tells of damage while it is read.
    private async Task LoadAndReadAsync(SavedFiles saved) => Release(await saved.LoadAsync<T>());

    // The culture flows with the execution context and goes no further than the work.
    private static Task<TResult> InCulture<TResult>(string culture, Func<Task<TResult>> work) => Task.Run(() =>
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        return work();
    });

    /// <summary>Nothing implements it.</summary>
    private interface INobody;
}
