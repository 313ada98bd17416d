using System.Net.Http.Headers;
using System.Text;

namespace LineaSharp.Mlflow.Rest;

/// <summary>One call of a server, as often as it is sent.</summary>
internal sealed record MlflowCall
{
    public required HttpMethod Method { get; init; }

    /// <summary>Below the server's address, escaped, from a slash on: <c>/api/2.0/mlflow/runs/get</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Escaped; empty for none.</summary>
    public string Query { get; init; } = "";

    /// <summary>Makes the body, anew for every attempt; tells the timer when a piece of it has gone.</summary>
    public Func<AttemptTimer, HttpContent>? Body { get; init; }

    public Repeat Repeat { get; init; }

    /// <summary>Whether a 500 is an answer and not a breakdown: MLflow 2 answers so when a file is missing.</summary>
    public bool ServerErrorIsFinal { get; init; }

    /// <summary>From which byte on a file is wanted, if not from its start.</summary>
    public long From { get; init; }

    /// <summary>Up to which byte, this one included, a file is wanted, if not to its end.</summary>
    public long? To { get; init; }

    /// <summary>Headers that belong to the call, sent as they are and to the host it was meant for only.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The version of the file that the rest is wanted of.</summary>
    public EntityTagHeaderValue? Version { get; init; }

    /// <summary>
    /// The headers that go with a signed URL; null for calls that are not signed. They go to the URL's own host only, and what that host says when it refuses is
    /// not shown, since it may repeat the signature.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>>? SignedHeaders { get; init; }

    /// <summary>Escapes names and values for a query; those without a value are left out.</summary>
    public static string Escape(params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in query)
            if (value is not null) text.Append(text.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return text.ToString();
    }
}
