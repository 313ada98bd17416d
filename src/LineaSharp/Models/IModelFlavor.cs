namespace LineaSharp.Models;

/// <summary>How one kind of ML model is laid out in a directory: MLflow's flavors.</summary>
/// <remarks>
/// A flavor knows files, and neither backends nor catalogs. It writes the model's own files and names them in the manifest
/// (<c>directory.Manifest.AddFlavor(…)</c>); the MLmodel file, the environment files, the signature and the input example that a caller
/// gave are written by the store. Derive from <see cref="ModelFlavor{T}"/>.
/// </remarks>
public interface IModelFlavor : IStorePart
{
    /// <summary>The MLflow flavor that this model is saved as (<c>sklearn</c>), which the catalog records. The default is the part's name.</summary>
    string FlavorOf(object model) => Name;

    /// <summary>Whether it loads models that were saved as that MLflow flavor. The default is those of its own name.</summary>
    bool Reads(string flavor) => flavor == Name;

    /// <summary>Whether this flavor can save that value.</summary>
    bool CanSave(object model);

    /// <summary>Whether this flavor can load a model as that type.</summary>
    bool CanLoadAs(Type type);

    /// <summary>Writes the model's files and the manifest's flavor entries.</summary>
    Task SaveAsync(object model, ModelDirectory directory, CancellationToken cancellationToken);

    /// <summary>Reads the model; every file of the directory has been checked against its digest where one was recorded.</summary>
    /// <exception cref="LineaException">CorruptArtifact: a file is no valid file of its format. NotSupported: the model is newer than the library here.</exception>
    Task<object> LoadAsync(ModelDirectory directory, Type type, CancellationToken cancellationToken);
}

/// <summary>A flavor for values of one .NET type.</summary>
public abstract class ModelFlavor<T> : IModelFlavor where T : class
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual bool CanSave(object model) => model is T;

    /// <inheritdoc/>
    public virtual bool CanLoadAs(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.IsAssignableFrom(typeof(T));
    }

    /// <summary>Writes the model's files and the manifest's flavor entries.</summary>
    protected abstract Task SaveAsync(T model, ModelDirectory directory, CancellationToken cancellationToken);

    /// <summary>Reads the model.</summary>
    protected abstract Task<T> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken);

    Task IModelFlavor.SaveAsync(object model, ModelDirectory directory, CancellationToken cancellationToken) =>
        SaveAsync((T)model, directory, cancellationToken);

    async Task<object> IModelFlavor.LoadAsync(ModelDirectory directory, Type type, CancellationToken cancellationToken) =>
        await LoadAsync(directory, cancellationToken).ConfigureAwait(false);
}
