namespace LineaSharp;

/// <summary>Where a value went, and why.</summary>
/// <param name="RequestedBackend">The storage backend that the caller named, or null when the options decided.</param>
/// <param name="UsedBackend">The storage backend that holds the version.</param>
/// <param name="Reason">One sentence that says why.</param>
public sealed record Placement(string? RequestedBackend, string UsedBackend, string Reason);
