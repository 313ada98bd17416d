using System.Text.Json;

namespace LineaSharp.Mlflow.Search;

/// <summary>The token of a page of logged models, which carries the search it belongs to.</summary>
internal static class LoggedModelPageToken
{
    public static string Write(LoggedModelSearch search, long offset)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("experiment_ids");
            foreach (var id in search.ExperimentIds) json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteString("filter_string", Filter(search));
            WriteOrder(json, search.OrderBy);
            json.WriteNumber("offset", offset);
            json.WriteEndObject();
        }
        return Convert.ToBase64String(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>The offset of a search's token; 0 when it has none.</summary>
    /// <exception cref="MlflowException">InvalidArgument: the text is no token, or belongs to another search.</exception>
    public static long Read(LoggedModelSearch search)
    {
        if (string.IsNullOrEmpty(search.PageToken)) return 0;
        using var given = PageToken.Decode(search.PageToken);
        using var own = PageToken.Decode(Write(search, 0));
        foreach (var part in own.RootElement.EnumerateObject().Where(p => p.Name != "offset"))
        {
            if (!given.RootElement.TryGetProperty(part.Name, out var value) || !JsonElement.DeepEquals(part.Value, value))
                throw MlflowErrors.PageTokenOfAnotherSearch(part.Name);
        }
        var offset = PageToken.Offset(given.RootElement);
        return offset >= 0 ? offset : throw MlflowErrors.PageTokenUnreadable();
    }

    private static string? Filter(LoggedModelSearch search) => string.IsNullOrEmpty(search.Filter) ? null : search.Filter;

    private static void WriteOrder(Utf8JsonWriter json, IReadOnlyList<LoggedModelOrder> orders)
    {
        if (orders.Count == 0)
        {
            json.WriteNull("order_by");
            return;
        }
        json.WriteStartArray("order_by");
        foreach (var order in orders)
        {
            json.WriteStartObject();
            json.WriteString("field_name", order.FieldName);
            json.WriteBoolean("ascending", order.Ascending);
            if (order.DatasetName is not null) json.WriteString("dataset_name", order.DatasetName);
            if (order.DatasetDigest is not null) json.WriteString("dataset_digest", order.DatasetDigest);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
