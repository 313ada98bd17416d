namespace LineaSharp.Mlflow.Rest;

/// <summary>Experiments, runs and logged models on an MLflow server, through its REST API.</summary>
internal sealed partial class RestTrackingStore(MlflowHttp http) : ITrackingStore
{
    private readonly CreatedSince _created = new(http);

    /// <summary>What kind of server it is.</summary>
    public RestServer Server { get; } = new(http);

    public bool IsDatabricks => http.IsDatabricks;

    public async Task<bool> HasLoggedModelsAsync(CancellationToken ct) => !await Server.IsMlflow2Async(ct).ConfigureAwait(false);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IReadOnlyList<T>? Given<T>(IReadOnlyList<T> list) => list.Count > 0 ? list : null;

    private static string ViewName(ViewType view) => view switch
    {
        ViewType.ActiveOnly => "ACTIVE_ONLY",
        ViewType.DeletedOnly => "DELETED_ONLY",
        ViewType.All => "ALL",
        _ => throw new ArgumentOutOfRangeException(nameof(view), view, "No such view."),
    };
}
