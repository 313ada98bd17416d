using System.Data.Common;
using System.Text;
using LineaSharp.Internal.Sql;

namespace LineaSharp.Catalog;

/// <summary>A listing as a walk along one index from the newest version down, so that a page costs the same wherever it lies.</summary>
/// <remarks>
/// SQLite cannot know how many versions a filter leaves, so the index is chosen here: a filter that leaves few leads. A unary plus before a
/// column keeps SQLite from following another index than the chosen one.
/// </remarks>
/// <param name="name">One artifact's name, or null for all.</param>
/// <param name="allVersions">Whether older versions are listed too.</param>
/// <param name="filter">What else must hold.</param>
/// <param name="few">How many versions are sorted or looked through in the time that a page takes anyway.</param>
internal sealed class Listing(string? name, bool allVersions, ArtifactFilter filter, int few = 2_000)
{
    private readonly KeyValuePair<string, string>[] _tags = filter.Tags?.ToArray() ?? [];

    private enum Lead
    {
        Time,
        Name,
        Prefix,
        Tag,
        Format,
        Backend,
    }

    /// <summary>The statement that gives a page's versions and, if there is one, the first of the next page.</summary>
    public async Task<Sql> PageAsync(DbConnection connection, Sql columns, PagePosition? after, CancellationToken ct)
    {
        var lead = await ChooseAsync(connection, ct).ConfigureAwait(false);
        var (from, time, id) = Walk(lead);
        var conditions = Conditions(lead, time);
        if (after is { } position) conditions.Add(Sql.Of($"({time}, {id}) < ({position.CreatedAt}, {position.Id})"));
        var where = conditions.Count == 0 ? Sql.Raw("") : Sql.Of($"WHERE {Sql.Join(" AND ", conditions)}");
        return Sql.Of($"{columns} {from} {where} ORDER BY {time} DESC, {id} DESC LIMIT {filter.PageSize + 1}");
    }

    private async Task<Lead> ChooseAsync(DbConnection connection, CancellationToken ct)
    {
        if (name is not null) return Lead.Name;
        var candidates = Candidates().ToArray();
        foreach (var (lead, versions) in candidates)
            if (await connection.LongAsync($"SELECT count(*) FROM (SELECT 1 {versions} LIMIT {few})", ct).ConfigureAwait(false) < few) return lead;
        // No filter leaves few: the next page is then not far along any of them. The latest versions have an index of their own.
        return candidates.Select(c => c.Lead).FirstOrDefault(l => l is Lead.Tag || (allVersions && l is not Lead.Prefix));
    }

    private IEnumerable<(Lead Lead, Sql Versions)> Candidates()
    {
        if (_tags is [var tag, ..]) yield return (Lead.Tag, Sql.Of($"FROM version_tag t0 WHERE {IsTag("t0", tag)}"));
        if (filter.Format is { } format) yield return (Lead.Format, Sql.Of($"FROM version v WHERE v.format = {format}"));
        if (filter.StorageBackend is { } backend) yield return (Lead.Backend, Sql.Of($"FROM version v WHERE v.backend = {LineaSharp.StorageBackend.Parse(backend)}"));
        if (filter.NamePrefix is { Length: > 0 } prefix) yield return (Lead.Prefix, Sql.Of($"{Walk(Lead.Prefix).From} WHERE {HasPrefix("a.name", prefix)}"));
    }

    private (Sql From, Sql Time, Sql Id) Walk(Lead lead) => lead switch
    {
        Lead.Tag => (
            Sql.Raw("FROM version_tag t0 CROSS JOIN version v ON v.id = t0.version_id CROSS JOIN artifact a ON a.id = v.artifact_id"),
            Sql.Raw("t0.created_at"), Sql.Raw("t0.version_id")),
        Lead.Prefix when allVersions => (Sql.Raw("FROM artifact a CROSS JOIN version v ON v.artifact_id = a.id"), Sql.Raw("+v.created_at"), Sql.Raw("+v.id")),
        Lead.Prefix => (Sql.Raw("FROM artifact a CROSS JOIN version v ON v.id = a.latest_id"), Sql.Raw("+a.latest_at"), Sql.Raw("+a.latest_id")),
        Lead.Time or Lead.Name when !allVersions => (
            Sql.Raw("FROM artifact a CROSS JOIN version v ON v.id = a.latest_id"), Sql.Raw("a.latest_at"), Sql.Raw("a.latest_id")),
        _ => (Sql.Raw("FROM version v CROSS JOIN artifact a ON a.id = v.artifact_id"), Sql.Raw("v.created_at"), Sql.Raw("v.id")),
    };

    private List<Sql> Conditions(Lead lead, Sql time)
    {
        Sql Column(string column, Lead its) => Sql.Raw(its == lead ? column : "+" + column);

        var conditions = new List<Sql>();
        if (!allVersions) conditions.Add(Sql.Raw("v.id = a.latest_id"));
        if (name is not null) conditions.Add(allVersions ? Sql.Of($"v.artifact_id = (SELECT id FROM artifact WHERE name = {name})") : Sql.Of($"a.name = {name}"));
        if (filter.NamePrefix is { Length: > 0 } prefix) conditions.Add(HasPrefix(lead == Lead.Prefix ? "a.name" : "+a.name", prefix));
        if (filter.Format is { } format) conditions.Add(Sql.Of($"{Column("v.format", Lead.Format)} = {format}"));
        if (filter.StorageBackend is { } backend) conditions.Add(Sql.Of($"{Column("v.backend", Lead.Backend)} = {LineaSharp.StorageBackend.Parse(backend)}"));
        if (filter.CreatedSince is { } since) conditions.Add(Sql.Of($"{time} >= {since.ToUnixTimeMilliseconds()}"));
        if (filter.CreatedBefore is { } before) conditions.Add(Sql.Of($"{time} < {before.ToUnixTimeMilliseconds()}"));
        if (lead == Lead.Tag) conditions.Add(IsTag("t0", _tags[0]));
        foreach (var tag in _tags.Skip(lead == Lead.Tag ? 1 : 0))
            conditions.Add(Sql.Of($"EXISTS (SELECT 1 FROM version_tag t WHERE t.version_id = v.id AND {IsTag("+t", tag)})"));
        return conditions;
    }

    private static Sql IsTag(string table, KeyValuePair<string, string> tag) =>
        Sql.Of($"{Sql.Raw(table)}.key = {tag.Key} AND {Sql.Raw(table)}.value = {tag.Value}");

    private static Sql HasPrefix(string column, string prefix) => FirstAfter(prefix) is { } end
        ? Sql.Of($"{Sql.Raw(column)} >= {prefix} AND {Sql.Raw(column)} < {end}")
        : Sql.Of($"{Sql.Raw(column)} >= {prefix}");

    // The first text behind all that begin so. SQLite compares UTF-8 byte by byte, which is the order of code points.
    private static string? FirstAfter(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToArray();
        var last = Array.FindLastIndex(runes, r => r.Value < 0x10FFFF);
        if (last < 0) return null;
        var next = new Rune(runes[last].Value == 0xD7FF ? 0xE000 : runes[last].Value + 1); // between them lie the surrogates, which are no characters
        return string.Concat(runes.Take(last)) + next;
    }
}
