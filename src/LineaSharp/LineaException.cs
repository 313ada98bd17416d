namespace LineaSharp;

/// <summary>What went wrong, in about a dozen words that a program can branch on.</summary>
public enum ErrorCode
{
    /// <summary>Nothing below applies; the inner exception tells.</summary>
    Unknown,
    /// <summary>There is no artifact, version, run, model or file of that name.</summary>
    NotFound,
    /// <summary>The name is taken.</summary>
    AlreadyExists,
    /// <summary>What was asked for does not fit the state things are in (a deleted run, a model that is not ready).</summary>
    InvalidState,
    /// <summary>This backend, store or value cannot do that.</summary>
    NotSupported,
    /// <summary>An option is missing or malformed; the message says which one and how to set it.</summary>
    NotConfigured,
    /// <summary>No flavor or format for this kind of value is registered; the message names the package to add.</summary>
    NoFlavor,
    /// <summary>The artifact holds another type than the one asked for.</summary>
    TypeMismatch,
    /// <summary>Stored bytes are not the bytes that were saved, or are no valid file of their format.</summary>
    CorruptArtifact,
    /// <summary>The disk, server or database refused access.</summary>
    PermissionDenied,
    /// <summary>The server asked to slow down.</summary>
    RateLimited,
    /// <summary>The disk, server or database could not be reached or is full.</summary>
    Unavailable,
    /// <summary>A server or database refused a value of the request.</summary>
    InvalidArgument,
}

/// <summary>Something failed that the caller's code could not have prevented.</summary>
/// <remarks>
/// Errors come in three kinds. <see cref="ArgumentException"/> (and <see cref="FormatException"/>): the call is wrong, fix it.
/// <see cref="OperationCanceledException"/>: the caller stopped it; never wrapped. <see cref="LineaException"/>: it happened at run
/// time; branch on <see cref="Code"/>, and try again when <see cref="IsTransient"/>.
/// The error of the driver, library or operating system underneath is always the inner exception.
/// </remarks>
public partial class LineaException : Exception
{
    /// <summary>Makes an error with a code and a message that says what was asked, what was found and what to do.</summary>
    public LineaException(ErrorCode code, string message, Exception? inner = null, bool isTransient = false)
        : base(message, inner)
    {
        Code = code;
        IsTransient = isTransient;
    }

    /// <summary>What kind of error this is.</summary>
    public ErrorCode Code { get; }

    /// <summary>Whether the same call may succeed later without any change.</summary>
    public bool IsTransient { get; }
}
