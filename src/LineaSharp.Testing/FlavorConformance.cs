using System.Globalization;
using LineaSharp.Models;
using Xunit;
using Xunit.Sdk;

namespace LineaSharp.Testing;

/// <summary>What every model flavor must keep: a model comes back and predicts the same, and files that are not what was saved are an error, never a crash.</summary>
/// <typeparam name="T">The type of model, as a caller asks for it.</typeparam>
/// <remarks>Derive a sealed class, give the flavor, a model and a comparison, and run it with xUnit.</remarks>
public abstract class FlavorConformance<T> : IDisposable where T : class
{
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("linea-flavor-");
    private int _folders;

    /// <summary>The flavor under test.</summary>
    protected abstract IModelFlavor Flavor { get; }

    /// <summary>A small trained model; the same on every call.</summary>
    protected abstract T Make();

    /// <summary>Asserts that both models predict the same.</summary>
    protected abstract void AssertSame(T expected, T actual);

    /// <summary>How many changed bytes are tried, each on its own, spread over every file. The default is 60.</summary>
    protected virtual int Flips => 60;

    /// <summary>
    /// Whether the flavor's files tell a changed byte by themselves (a zip's checksums do). Where they do not, only the store's digests do, and here a changed byte may
    /// give another model, but never a crash or an error of another kind. The default is true.
    /// </summary>
    protected virtual bool FilesCarryChecksums => true;

    /// <summary>
    /// Whether loading runs code in the files, as Python's pickles do: such a directory is refused unless it is trusted, and here it is opened as trusted. The default is false.
    /// </summary>
    protected virtual bool FilesRunCode => false;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Removes the files of the test.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes the files of the test.</summary>
    protected virtual void Dispose(bool disposing) => _temp.Delete(recursive: true);

    [Fact]
    public void It_has_a_name_of_small_letters() => Assert.Matches("^[a-z][a-z0-9_]*$", Flavor.Name);

    [Fact]
    public void It_takes_its_own_models_and_nothing_else()
    {
        Assert.True(Flavor.CanSave(Make()));
        Assert.True(Flavor.CanLoadAs(typeof(T)));
        Assert.False(Flavor.CanSave("text"));
        Assert.False(Flavor.CanSave(new object()));
        Assert.False(Flavor.CanLoadAs(typeof(string)));
    }

    [Fact]
    public async Task A_model_comes_back_and_predicts_the_same() => AssertSame(Make(), await LoadAsync(await SaveAsync()));

    [Fact]
    public async Task A_model_that_came_back_can_be_saved_again()
    {
        var again = await SaveAsync(await LoadAsync(await SaveAsync()));

        AssertSame(Make(), await LoadAsync(again));
    }

    [Fact]
    public async Task The_directory_may_be_moved()
    {
        var saved = await SaveAsync();
        var moved = Path.Combine(_temp.FullName, "moved somewhere else ü");
        Directory.Move(saved, moved);

        AssertSame(Make(), await LoadAsync(moved));
    }

    [Fact]
    public async Task A_model_can_be_loaded_twice_and_its_files_stay_as_they_are()
    {
        var saved = await SaveAsync();
        var before = Contents(saved);

        var first = await LoadAsync(saved);
        var second = await LoadAsync(saved);

        Assert.NotSame(first, second);
        AssertSame(first, second);
        Assert.Equal(before, Contents(saved));
    }

    [Fact]
    public async Task The_loaded_model_does_not_need_its_files_any_more()
    {
        var saved = await SaveAsync();
        var loaded = await LoadAsync(saved);

        Directory.Delete(saved, recursive: true);

        AssertSame(Make(), loaded);
    }

    [Theory, InlineData("de-DE"), InlineData("tr-TR")]
    public async Task The_culture_changes_nothing(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var saved = await SaveAsync();
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            AssertSame(Make(), await LoadAsync(saved));
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            AssertSame(Make(), await LoadAsync(saved));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task The_manifest_names_the_flavor_and_lives_through_writing_and_reading()
    {
        var manifest = ModelDirectory.Open(await SaveAsync()).Manifest;

        Assert.Contains(Flavor.FlavorOf(Make()), manifest.Flavors.Keys);
        Assert.Equal(manifest.ToYaml(), MLmodel.Parse(manifest.ToYaml()).ToYaml());
    }

    [Fact]
    public async Task A_cancelled_save_or_load_says_so()
    {
        var saved = await SaveAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Flavor.SaveAsync(Make(), ModelDirectory.Create(NewFolder()), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Flavor.LoadAsync(Open(saved), typeof(T), cancelled.Token));
    }

    [Fact]
    public async Task A_directory_of_another_flavor_is_an_error()
    {
        var directory = ModelDirectory.Create(NewFolder());
        directory.Manifest.AddFlavor("another", []);

        await Assert.ThrowsAsync<LineaException>(() => Flavor.LoadAsync(directory, typeof(T), Token));
    }

    [Fact]
    public async Task A_missing_file_is_corrupt()
    {
        foreach (var file in await ModelFilesAsync()) await AssertCorrupt(file, File.Delete);
    }

    [Fact]
    public async Task An_empty_file_is_corrupt()
    {
        foreach (var file in await ModelFilesAsync()) await AssertCorrupt(file, path => File.WriteAllBytes(path, []));
    }

    [Theory, InlineData(0.01), InlineData(0.25), InlineData(0.5), InlineData(0.75), InlineData(0.95), InlineData(0.999)]
    public async Task A_cut_file_is_corrupt(double kept)
    {
        foreach (var file in await ModelFilesAsync())
            await AssertCorrupt(file, path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..(int)((new FileInfo(path).Length - 1) * kept)]));
    }

    [Fact]
    public async Task A_file_of_another_kind_is_corrupt()
    {
        foreach (var file in await ModelFilesAsync())
        {
            await AssertCorrupt(file, path => File.WriteAllText(path, "this is no model\n"));
            await AssertCorrupt(file, path => File.WriteAllBytes(path, Noise((int)new FileInfo(path).Length)));
        }
    }

    [Fact]
    public async Task A_changed_byte_is_corrupt_or_changes_no_prediction()
    {
        var saved = await SaveAsync();
        var random = new Random(20);
        foreach (var file in await ModelFilesAsync())
        {
            var path = Path.Combine(saved, file);
            var whole = await File.ReadAllBytesAsync(path, Token);
            for (var i = 0; i < Flips; i++)
            {
                var changed = (byte[])whole.Clone();
                changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                await File.WriteAllBytesAsync(path, changed, Token);
                if (await TryLoadAsync(saved) is not { } loaded) continue;
                if (FilesCarryChecksums) AssertSame(Make(), loaded);
                else AssertSameOrAnother(Make(), loaded);
            }
            await File.WriteAllBytesAsync(path, whole, Token);
        }
    }

    [Fact]
    public async Task Files_that_run_code_are_refused_unless_they_are_trusted()
    {
        var untrusted = ModelDirectory.Open(await SaveAsync());

        if (FilesRunCode) Assert.Equal(ErrorCode.PermissionDenied, (await Assert.ThrowsAsync<LineaException>(() => Flavor.LoadAsync(untrusted, typeof(T), Token))).Code);
        else AssertSame(Make(), (T)await Flavor.LoadAsync(untrusted, typeof(T), Token));
    }

    [Theory, InlineData("../outside"), InlineData("/etc/hostname"), InlineData("%2e%2e/outside"), InlineData("a\\..\\b"), InlineData("")]
    public async Task A_path_in_the_manifest_that_leads_elsewhere_is_corrupt(string path)
    {
        foreach (var file in await ModelFilesAsync())
        {
            var saved = await SaveAsync();
            await File.WriteAllTextAsync(Path.Combine(_temp.FullName, "outside"), "x", Token);
            var directory = Open(saved);
            var configuration = directory.Manifest.Flavor(Flavor.FlavorOf(Make()));
            if (configuration.FirstOrDefault(e => e.Value is string value && value == file) is not { Key: { } key }) continue;
            configuration[key] = path;

            var error = await Assert.ThrowsAsync<LineaException>(() => Flavor.LoadAsync(directory, typeof(T), Token));

            Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        }
    }

    /// <summary>Saves a model (the default: <see cref="Make"/>) into a new directory, as the store does.</summary>
    /// <returns>The directory's path.</returns>
    protected async Task<string> SaveAsync(T? model = null, LogModelOptions? options = null)
    {
        var directory = ModelDirectory.Create(NewFolder());
        await Flavor.SaveAsync(model ?? Make(), directory, Token);
        await directory.CompleteAsync(options, Token);
        return directory.Path;
    }

    /// <summary>Loads the model of a directory.</summary>
    protected async Task<T> LoadAsync(string path) => Assert.IsAssignableFrom<T>(await Flavor.LoadAsync(Open(path), typeof(T), Token));

    private ModelDirectory Open(string path) => ModelDirectory.Open(path, FilesRunCode);

    private async Task AssertCorrupt(string file, Action<string> damage)
    {
        var saved = await SaveAsync();
        damage(Path.Combine(saved, file));

        var error = await Assert.ThrowsAsync<LineaException>(() => Flavor.LoadAsync(Open(saved), typeof(T), Token));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
    }

    private void AssertSameOrAnother(T expected, T loaded)
    {
        try
        {
            AssertSame(expected, loaded);
        }
        catch (Exception e) when (e is LineaException or IAssertionException)
        {
            // It is another model, or one that cannot predict.
        }
    }

    private async Task<T?> TryLoadAsync(string path)
    {
        try
        {
            return await LoadAsync(path);
        }
        catch (LineaException)
        {
            return null;
        }
    }

    // The flavor's own files, without those that complete a directory.
    private async Task<IReadOnlyList<string>> ModelFilesAsync()
    {
        var directory = ModelDirectory.Create(NewFolder());
        await Flavor.SaveAsync(Make(), directory, Token);
        return [.. Directory.EnumerateFiles(directory.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(directory.Path, f).Replace('\\', '/'))];
    }

    private static string Contents(string folder) => string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(f => $"{Path.GetRelativePath(folder, f)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}"));

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(21).NextBytes(bytes);
        return bytes;
    }

    private string NewFolder() => _temp.CreateSubdirectory(string.Create(CultureInfo.InvariantCulture, $"model-{Interlocked.Increment(ref _folders)}")).FullName;
}
