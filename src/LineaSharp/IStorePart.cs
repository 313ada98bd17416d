namespace LineaSharp;

/// <summary>A part that a store is composed of: a format, a flavor, or an artifact repository scheme.</summary>
/// <remarks>Register one with <c>Linea.Use(new MLNetFlavor())</c>, or give it to the store's options.</remarks>
public interface IStorePart
{
    /// <summary>The part's short name (<c>json</c>, <c>mlnet</c>, <c>s3</c>), unique among its kind, as stored in the catalog and shown in errors.</summary>
    string Name { get; }
}
