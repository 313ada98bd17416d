namespace LineaSharp.Formats;

/// <summary>Turns a value into files and back.</summary>
/// <remarks>
/// A format knows values and files, and neither backends nor the catalog. The type that comes back is the caller's choice, never the
/// artifact's: nothing in a file chooses a type to create.
/// </remarks>
public interface IArtifactFormat : IStorePart
{
    /// <summary>Whether this format can save that value. The first registered format that can is used.</summary>
    bool CanSave(object value);

    /// <summary>The type that an untyped <c>GetValue()</c> gives.</summary>
    Type UntypedAs { get; }

    /// <summary>Whether the format can give a value of that type; whether this artifact's bytes fit it shows on loading.</summary>
    bool CanLoadAs(Type type);

    /// <summary>Writes the value's files.</summary>
    Task SaveAsync(object value, StagedDirectory directory, CancellationToken cancellationToken);

    /// <summary>Reads the value from verified files.</summary>
    /// <exception cref="LineaException">TypeMismatch: the files hold another type; the message names both. CorruptArtifact: they are no valid files of this format.</exception>
    Task<object> LoadAsync(StoredDirectory directory, Type type, CancellationToken cancellationToken);
}
