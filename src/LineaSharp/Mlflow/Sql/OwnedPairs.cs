using System.Data.Common;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Mlflow.Storage;

/// <summary>Keys and values by owner: the tags of several experiments, the params of several runs.</summary>
internal sealed class OwnedPairs<TOwner> where TOwner : notnull
{
    private readonly Dictionary<TOwner, Dictionary<string, string>> _pairs = [];

    public IReadOnlyDictionary<string, string> Of(TOwner owner) => _pairs.TryGetValue(owner, out var pairs) ? pairs : Empty.Tags;

    public void Add(TOwner owner, string key, string value)
    {
        if (!_pairs.TryGetValue(owner, out var pairs)) _pairs[owner] = pairs = [];
        pairs[key] = value;
    }
}

internal sealed partial class SqlTrackingStore
{
    private static async Task<OwnedPairs<TOwner>> LoadPairsAsync<TOwner>(
        SqlSession session, string ownerColumn, string table, string keyColumn, string valueColumn, IEnumerable<TOwner> owners, CancellationToken ct)
        where TOwner : notnull
    {
        var pairs = new OwnedPairs<TOwner>();
        var columns = Sql.Raw($"{ownerColumn}, {keyColumn}, {valueColumn} FROM {table} WHERE {ownerColumn}");
        await ForEachAsync(
            session, owners, some => $"SELECT {columns} IN ({some}) ORDER BY 2",
            row => pairs.Add(row.GetFieldValue<TOwner>(0), row.GetString(1), row.TextOrNull(2) ?? ""), ct).ConfigureAwait(false);
        return pairs;
    }

    /// <summary>Runs a query about some hundred owners at a time.</summary>
    private static async Task ForEachAsync<TOwner>(
        SqlSession session, IEnumerable<TOwner> owners, Func<Sql, Sql> select, Action<DbDataReader> add, CancellationToken ct)
    {
        foreach (var chunk in owners.Chunk(OwnersAtOnce))
        {
            await session.QueryAsync(
                select(Sql.List(chunk)),
                row =>
                {
                    add(row);
                    return true;
                },
                ct).ConfigureAwait(false);
        }
    }
}
