using System.Reflection;
using System.Runtime.ExceptionServices;
using LineaSharp.Models;
using Microsoft.ML;

namespace LineaSharp.MLNet;

/// <summary>ML.NET models: the zip file that <c>mlContext.Model.Save</c> writes, in an MLflow model directory of flavor <c>mlnet</c>.</summary>
/// <remarks>
/// <para>A value is an <see cref="MLNetModel"/> (a transformer and the schema of its input), or a bare <see cref="ITransformer"/>, which is saved
/// without schema and signature. Both come back either way: <c>GetValue&lt;ITransformer&gt;()</c> and <c>GetValue&lt;MLNetModel&gt;()</c>.</para>
/// <para>MLflow's Python knows no flavor of this name: it lists, registers and downloads such a model, and does not load it. The directory
/// therefore has no <c>python_function</c> and no Python environment.</para>
/// <para>The manifest's keys: <c>data</c> (the zip file), <c>mlnet_version</c> (the Microsoft.ML package that wrote it), <c>model_type</c> (the
/// transformer's type, a label), <c>transformers</c> (the types of a chain's links), <c>input_schema</c> (whether the zip file holds it).</para>
/// <para>Loading creates only components of Microsoft.ML and of assemblies that the process has loaded already, and checks the zip file before
/// ML.NET sees it. A flavor may be used from many threads, unless it was given a context of its own.</para>
/// </remarks>
/// <param name="context">
/// A context in which the application registered assemblies of its own (<c>context.ComponentCatalog.RegisterAssembly</c>), for custom
/// mappings. The default is a new one for every save and load.
/// </param>
public sealed class MLNetFlavor(MLContext? context = null) : IModelFlavor
{
    private const string ModelFile = "model.zip";

    /// <summary>The version of the Microsoft.ML package that runs here, without build metadata.</summary>
    internal static string LibraryVersion { get; } =
        typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <inheritdoc/>
    public string Name => "mlnet";

    /// <inheritdoc/>
    public bool CanSave(object model) => model is ITransformer or MLNetModel;

    /// <inheritdoc/>
    /// <remarks>Besides the two, a class of transformer may be asked for; whether the model is of that class shows on loading.</remarks>
    public bool CanLoadAs(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type == typeof(object) || type == typeof(MLNetModel) || typeof(ITransformer).IsAssignableFrom(type);
    }

    /// <inheritdoc/>
    public Task SaveAsync(object model, ModelDirectory directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        cancellationToken.ThrowIfCancellationRequested();
        var (transformer, schema) = model as MLNetModel ?? new MLNetModel((ITransformer)model, null);
        // A schema that does not fit the model shows here, before anything is written.
        var signature = schema is null ? null : SchemaSignature.Of(transformer, schema);
        using (var file = new FileStream(directory.File(ModelFile), FileMode.CreateNew, FileAccess.ReadWrite))
            (context ?? new MLContext()).Model.Save(transformer, schema, file);
        cancellationToken.ThrowIfCancellationRequested();
        directory.Manifest.AddFlavor(Name, Describe(transformer, schema));
        directory.Manifest.Signature = signature;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<object> LoadAsync(ModelDirectory directory, Type type, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(type);
        var configuration = directory.Manifest.Flavor(Name);
        var written = configuration.FindString("mlnet_version");
        if (LibraryRelease.IsNewerLine(written, LibraryVersion)) throw MLNetErrors.TooNew(written, LibraryVersion, null);
        var path = directory.ExistingFile(configuration.GetString("data"));

        await Task.Run(() => ModelZip.Check(path, cancellationToken), cancellationToken).ConfigureAwait(false);
        // ML.NET's reading cannot be stopped; a call that is cancelled leaves it behind. (A file made to harm may keep it busy for minutes.)
        var loaded = await Task.Run(() => Load(path, written), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (type == typeof(MLNetModel)) return loaded;
        return type.IsInstanceOfType(loaded.Transformer) ? loaded.Transformer : throw MLNetErrors.WrongType(loaded.Transformer.GetType(), type);
    }

    private MLNetModel Load(string path, string? written)
    {
        using var file = File.OpenRead(path);
        try
        {
            var transformer = (context ?? new MLContext()).Model.Load(file, out var schema);
            return new MLNetModel(transformer, schema);
        }
        // What ML.NET throws for a file it cannot read depends on the component that stumbles over it; there is no common class.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Components are created by reflection, which wraps what they say.
            var cause = e.GetBaseException();
            if (cause is IOException and not (FileNotFoundException or FileLoadException or EndOfStreamException)) ExceptionDispatchInfo.Throw(cause);
            throw MLNetErrors.Unreadable(cause, written, LibraryVersion);
        }
    }

    private static FlavorConfiguration Describe(ITransformer transformer, DataViewSchema? schema)
    {
        var configuration = new FlavorConfiguration
        {
            ["data"] = ModelFile,
            ["mlnet_version"] = LibraryVersion,
            ["model_type"] = TypeLabel.Of(transformer.GetType()),
            ["input_schema"] = schema is not null,
        };
        if (transformer is IEnumerable<ITransformer> chain) configuration["transformers"] = chain.Select(t => TypeLabel.Of(t.GetType())).ToArray();
        return configuration;
    }
}
