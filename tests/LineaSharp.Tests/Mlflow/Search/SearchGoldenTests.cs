using Xunit;
using System.Text.Json;
using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Tests.Mlflow.Search;

/// <summary>Filters and orders that MLflow 3.17 was asked, with its error code, or none where it answered.</summary>
public sealed class SearchGoldenTests
{
    public static TheoryData<string> Recorded =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "mlflow", "search-filters.jsonl"))];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_search_is_accepted_or_refused_as_MLflow_does(string line)
    {
        using var json = JsonDocument.Parse(line);
        var recorded = json.RootElement;

        var code = CodeOf(() => Read(recorded));

        Assert.Equal(Expected(recorded), code);
    }

    // Where MLflow itself stumbled over a filter, ours says what is wrong with it.
    private static string? Expected(JsonElement recorded) =>
        recorded.GetProperty("code").GetString() is "INTERNAL_ERROR" ? "INVALID_PARAMETER_VALUE" : recorded.GetProperty("code").GetString();

    private static void Read(JsonElement recorded)
    {
        var filter = recorded.TryGetProperty("filter", out var text) ? text.GetString() : null;
        var orders = recorded.TryGetProperty("order_by", out var list) ? [.. list.EnumerateArray()] : Array.Empty<JsonElement>();
        if (recorded.GetProperty("search").GetString() == "logged_models")
        {
            SearchQuery.Of(new LoggedModelSearch { ExperimentIds = ["1"], Filter = filter, OrderBy = [.. orders.Select(LoggedModelOrder)] });
            return;
        }
        var request = new SearchRequest { Filter = filter, OrderBy = [.. orders.Select(o => o.GetString()!)], MaxResults = 10 };
        SearchQuery.Of(Vocabulary(recorded.GetProperty("search").GetString()!), request);
    }

    private static SearchVocabulary Vocabulary(string search) => search switch
    {
        "experiments" => SearchVocabulary.Experiments,
        "runs" => SearchVocabulary.Runs,
        "registered_models" => SearchVocabulary.RegisteredModels,
        "model_versions" => SearchVocabulary.ModelVersions,
        _ => throw new ArgumentException(search),
    };

    private static LoggedModelOrder LoggedModelOrder(JsonElement order) => new(
        order.GetProperty("field_name").GetString()!, !order.TryGetProperty("ascending", out var ascending) || ascending.GetBoolean())
    {
        DatasetName = order.TryGetProperty("dataset_name", out var name) ? name.GetString() : null,
        DatasetDigest = order.TryGetProperty("dataset_digest", out var digest) ? digest.GetString() : null,
    };

    private static string? CodeOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (MlflowException e)
        {
            return e.MlflowErrorCode;
        }
    }
}
