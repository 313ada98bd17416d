using LineaSharp.Formats;
using LineaSharp.Internal;
using LineaSharp.Models;
using LineaSharp.Repositories;

namespace LineaSharp;

/// <summary>The formats, flavors and repositories of a store, in the order of preference. Immutable: registering makes a new one.</summary>
internal sealed record StoreParts(IReadOnlyList<IModelFlavor> Flavors, IReadOnlyList<IArtifactFormat> Formats, IReadOnlyList<IArtifactRepositoryScheme> Repositories)
{
    public static StoreParts Of(ArtifactStoreOptions options) => new(options.Flavors, [.. options.Formats, .. BuiltInFormats.Create()], options.Repositories) { Mlflow = options.Mlflow };

    /// <summary>How MLflow is spoken to.</summary>
    public Mlflow.MlflowClientOptions Mlflow { get; private init; } = new();

    /// <summary>With one part more; it replaces the one of its kind and name, and else comes first.</summary>
    public StoreParts With(IStorePart part) => part switch
    {
        IModelFlavor flavor => this with { Flavors = First(flavor, Flavors) },
        IArtifactFormat format => this with { Formats = First(format, Formats) },
        IArtifactRepositoryScheme scheme => this with { Repositories = First(scheme, Repositories) },
        _ => throw new ArgumentException($"A {TypeName.Of(part.GetType())} is none of the parts a store knows: a flavor, a format or an artifact repository scheme.", nameof(part)),
    };

    /// <summary>The flavor or format that a value is saved with.</summary>
    public IStorePart ChooseWriter(object value)
    {
        if (Flavors.FirstOrDefault(f => f.CanSave(value)) is { } flavor) return flavor;
        return Formats.FirstOrDefault(f => f.CanSave(value)) ?? throw LineaException.NoWriter(value.GetType(), KnownPackages.Find(value.GetType()));
    }

    private static IReadOnlyList<T> First<T>(T part, IReadOnlyList<T> others) where T : IStorePart => [part, .. others.Where(o => o.Name != part.Name)];
}
