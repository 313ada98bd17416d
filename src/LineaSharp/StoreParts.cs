using LineaSharp.Formats;
using LineaSharp.Internal;
using LineaSharp.Models;
using LineaSharp.Repositories;

namespace LineaSharp;

/// <summary>The formats, flavors, engines and repositories of a store, in the order of preference. Immutable: registering makes a new one.</summary>
internal sealed record StoreParts(
    IReadOnlyList<IModelFlavor> Flavors, IReadOnlyList<IPyFuncEngine> Engines, IReadOnlyList<IArtifactFormat> Formats, IReadOnlyList<IArtifactRepositoryScheme> Repositories)
{
    public static StoreParts Of(ArtifactStoreOptions options) =>
        new(options.Flavors, [.. options.Engines, .. options.Flavors.OfType<IPyFuncEngine>()], [.. options.Formats, .. BuiltInFormats.Create()], options.Repositories) { Mlflow = options.Mlflow };

    /// <summary>How MLflow is spoken to.</summary>
    public Mlflow.MlflowClientOptions Mlflow { get; private init; } = new();

    /// <summary>With one part more, which comes first. It replaces the format or repository scheme of its name; the flavor or engine of its name and class.</summary>
    public StoreParts With(IStorePart part)
    {
        if (part is not (IModelFlavor or IPyFuncEngine or IArtifactFormat or IArtifactRepositoryScheme))
            throw new ArgumentException($"A {TypeName.Of(part.GetType())} is none of the parts a store knows: a flavor, an engine, a format or an artifact repository scheme.", nameof(part));
        return this with
        {
            Flavors = First(Flavors, part as IModelFlavor, o => o.GetType() == part.GetType()),
            Engines = First(Engines, part as IPyFuncEngine, o => o.GetType() == part.GetType()),
            Formats = First(Formats, part as IArtifactFormat, _ => true),
            Repositories = First(Repositories, part as IArtifactRepositoryScheme, _ => true),
        };
    }

    /// <summary>The flavor or format that a value is saved with.</summary>
    public IStorePart ChooseWriter(object value)
    {
        if (Flavors.FirstOrDefault(f => f.CanSave(value)) is { } flavor) return flavor;
        if (value is ModelDirectory) return MadeModel.Writer;
        return Formats.FirstOrDefault(f => f.CanSave(value)) ?? throw LineaException.NoWriter(value.GetType(), KnownPackages.Find(value.GetType()));
    }

    /// <summary>The flavor that loads models saved as that one, as that type: the flavor's own part before others that read it. Null when none reads it.</summary>
    /// <remarks>When none of them has the type, the first of them is given, which says so.</remarks>
    public IModelFlavor? ChooseReader(string flavor, Type type)
    {
        if (type == typeof(PyFuncModel)) return new PyFuncReader(Engines);
        var readers = Flavors.Where(f => f.Reads(flavor)).OrderBy(f => f.Name == flavor ? 0 : 1).ToList();
        return readers.FirstOrDefault(f => f.CanLoadAs(type)) ?? readers.FirstOrDefault();
    }

    private static IReadOnlyList<T> First<T>(IReadOnlyList<T> others, T? part, Func<T, bool> isReplaced) where T : class, IStorePart =>
        part is null ? others : [part, .. others.Where(o => o.Name != part.Name || !isReplaced(o))];
}
