using System.IO.Compression;

namespace LineaSharp.Scoring.Objects;

/// <summary>The zip of a skops file (or of an npz inside of it): plain names, each once, and no more bytes than announced.</summary>
internal sealed class SkopsArchive : IDisposable
{
    private const int MostMembers = 1_000_000;
    private readonly ReadBudget _budget;
    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _members = new(StringComparer.Ordinal);

    public SkopsArchive(Stream stream, ReadBudget budget)
    {
        _budget = budget;
        try
        {
            _zip = new ZipArchive(stream, ZipArchiveMode.Read);
            if (_zip.Entries.Count > MostMembers) throw ScoringErrors.TooLarge(budget.File, $"has {_zip.Entries.Count} members");
            foreach (var entry in _zip.Entries)
            {
                // Nothing is ever written to disk; a name that leads elsewhere is a sign of a forged file all the same.
                if (entry.FullName.AsSpan().ContainsAny("/\\:\0") || entry.FullName is "" or "." or "..")
                    throw budget.Damaged("a member of the zip has a path for a name.");
                if (!_members.TryAdd(entry.FullName, entry)) throw budget.Damaged($"the zip has two members '{entry.FullName}'.");
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            throw budget.Damaged("it is no zip that can be read.", e);
        }
    }

    public bool Has(string name) => _members.ContainsKey(name);

    public byte[] Read(string name)
    {
        if (!_members.TryGetValue(name, out var entry)) throw _budget.Damaged("a member that it names is missing from the zip.");
        // The announced length may be a lie, and is bounded by this all the same.
        _budget.Charge(entry.Length);
        if (entry.Length > Array.MaxLength) throw ScoringErrors.TooLarge(_budget.File, "has a member of more than 2 GB");
        try
        {
            using var content = entry.Open();
            var bytes = new byte[entry.Length];
            if (content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw _budget.Damaged("a member of the zip is shorter than announced.");
            return content.ReadByte() < 0 ? bytes : throw _budget.Damaged("a member of the zip is longer than announced.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException)
        {
            throw _budget.Damaged("a member of the zip cannot be unpacked.", e);
        }
    }

    public void Dispose() => _zip.Dispose();
}
