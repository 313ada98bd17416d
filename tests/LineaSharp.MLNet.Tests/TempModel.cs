using LineaSharp.Models;
using Microsoft.ML;
using Xunit;

namespace LineaSharp.MLNet.Tests;

/// <summary>A model directory of one test's own.</summary>
internal sealed class TempModel : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("linea-mlnet-");

    private TempModel() => Directory = ModelDirectory.Create(_folder.FullName);

    public ModelDirectory Directory { get; private set; }

    public string Zip => Directory.File("model.zip");

    public static async Task<TempModel> SaveAsync(object model, LogModelOptions? options = null)
    {
        var saved = new TempModel();
        await new MLNetFlavor().SaveAsync(model, saved.Directory, TestContext.Current.CancellationToken);
        await saved.Directory.CompleteAsync(options, TestContext.Current.CancellationToken);
        saved.Directory = ModelDirectory.Open(saved.Directory.Path);
        return saved;
    }

    public Task<object> LoadAsync<T>() => new MLNetFlavor().LoadAsync(Directory, typeof(T), TestContext.Current.CancellationToken);

    public Task<object> LoadAsync() => LoadAsync<ITransformer>();

    public void Dispose() => _folder.Delete(recursive: true);
}
