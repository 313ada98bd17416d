using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats.Json;

/// <summary>One type is saved, another one asked for.</summary>
public sealed class JsonOtherTypeTests
{
    private readonly JsonFormat _format = new();

    public sealed record Person(string Name, int Age);

    public sealed record PersonWithMore(string Name, int Age, string City = "unknown") { public string? Street { get; init; } }

    public sealed class Address
    {
        public string? City { get; set; }
        public string? Street { get; set; }
    }

    public sealed class Household
    {
        public Address? Name { get; set; }
        public List<Address>? People { get; set; }
        public Dictionary<string, Address>? ByRole { get; set; }
    }

    public sealed class NeedsAge
    {
        public string? Name { get; set; }
        public required int Years { get; set; }
    }

    public sealed class CannotBeSet
    {
        public string? Name { get; set; }
        public int Age { get; }
    }

    [Fact]
    public async Task Numbers_and_collections_are_read_as_the_caller_likes()
    {
        using var saved = await SavedFiles.SaveAsync(_format, new List<int> { 1, 2 });

        Assert.Equal([1.0, 2.0], await saved.LoadAsync<List<double>>());
        Assert.Equal([1m, 2m], await saved.LoadAsync<IReadOnlyList<decimal>>());
    }

    [Fact]
    public async Task A_type_may_gain_and_lose_members()
    {
        using var old = await SavedFiles.SaveAsync(_format, new Person("Ada", 36));
        using var young = await SavedFiles.SaveAsync(_format, new PersonWithMore("Ada", 36, "London"));

        Assert.Equal(new PersonWithMore("Ada", 36), await old.LoadAsync<PersonWithMore>());
        Assert.Equal(new Person("Ada", 36), await young.LoadAsync<Person>());
    }

    [Fact]
    public async Task An_object_that_shares_no_member_is_a_mismatch_and_not_an_empty_object()
    {
        using var saved = await SavedFiles.SaveAsync(_format, new Person("Ada", 36));

        var message = await Mismatch<Address>(saved);

        Assert.Contains("members Name, Age has none of those of JsonOtherTypeTests.Address (City, Street)", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(List<Address>))]
    [InlineData(typeof(Address[]))]
    public async Task So_it_is_in_lists(Type asked)
    {
        using var saved = await SavedFiles.SaveAsync(_format, new[] { new Person("Ada", 36) });

        Assert.Equal(ErrorCode.TypeMismatch, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync(asked))).Code);
    }

    [Fact]
    public async Task So_it_is_deep_inside()
    {
        using var inMember = await SavedFiles.SaveAsync(_format, new { Name = new Person("Ada", 36) });
        using var inList = await SavedFiles.SaveAsync(_format, new { People = new[] { new Person("Ada", 36) }, Other = 1 });
        using var inDictionary = await SavedFiles.SaveAsync(_format, new { ByRole = new Dictionary<string, Person> { ["boss"] = new("Ada", 36) } });
        using var fits = await SavedFiles.SaveAsync(_format, new
        {
            Name = new { City = "x", Unknown = new Person("Ada", 36) },
            People = new object[] { new { Street = "y" }, new Dictionary<string, int>() },
            Unknown = new[] { new Person("Ada", 36) },
        });

        await Mismatch<Household>(inMember);
        await Mismatch<Household>(inList);
        await Mismatch<Household>(inDictionary);
        Assert.Equal("y", (await fits.LoadAsync<Household>()).People![0].Street);
    }

    [Fact]
    public async Task A_large_file_is_compared_to_its_end()
    {
        var people = Enumerable.Range(0, 20_000).Select(object (i) => i < 19_999 ? new { City = $"city {i}", Name = new string('n', i % 300) } : new Person("last", 1));
        using var saved = await SavedFiles.SaveAsync(_format, people);

        Assert.Contains("members Name, Age", await Mismatch<List<Address>>(saved), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_required_member_is_a_mismatch()
    {
        using var saved = await SavedFiles.SaveAsync(_format, new { Name = "Ada" });

        Assert.Contains("Years", await Mismatch<NeedsAge>(saved), StringComparison.Ordinal);
        Assert.Contains("Age", await Mismatch<Person>(saved), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mismatch_names_the_saved_label_the_asked_type_and_the_place()
    {
        using var saved = await SavedFiles.SaveAsync(_format, new[] { new { Name = "Ada", Age = "old" } });
        var directory = new StoredDirectory("people:3", saved.Manifest, (f, _) => Task.FromResult<Stream>(File.OpenRead(saved.PathOf(f)))) { TypeLabel = "Census.Row[]" };

        var error = await Assert.ThrowsAsync<LineaException>(() => _format.LoadAsync(directory, typeof(Person[]), CancellationToken.None));

        Assert.Equal(ErrorCode.TypeMismatch, error.Code);
        Assert.Contains("'people:3' holds JSON (saved from Census.Row[]) that is no JsonOtherTypeTests.Person[]", error.Message, StringComparison.Ordinal);
        Assert.Contains("$[0].Age", error.Message, StringComparison.Ordinal);
    }

    public sealed class Contradiction
    {
        public int A { get; set; }
        [System.Text.Json.Serialization.JsonPropertyName("A")]
        public int B { get; set; }
    }

    [Fact]
    public async Task A_type_that_contradicts_itself_is_told_both_ways()
    {
        using var saved = await SavedFiles.SaveAsync(_format, new { A = 1 });

        await Mismatch<Contradiction>(saved);
        await Mismatch<List<Contradiction>>(saved);
        var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(_format, new Contradiction()));
        Assert.Equal(ErrorCode.NotSupported, error.Code);
    }

    [Fact]
    public async Task A_member_that_the_type_cannot_take_is_a_mismatch_and_not_lost()
    {
        using var saved = await SavedFiles.SaveAsync(_format, new Person("Ada", 36));

        Assert.Contains("has 'Age', and nothing can set it", await Mismatch<CannotBeSet>(saved), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(IDisposable))]
    [InlineData(typeof(Action))]
    [InlineData(typeof(Stream))]
    [InlineData(typeof(List<>))]
    [InlineData(typeof(int))]
    [InlineData(typeof(string))]
    [InlineData(typeof(int[]))]
    [InlineData(typeof(Type))]
    public async Task Types_that_cannot_be_made_of_it_are_a_mismatch(Type asked)
    {
        using var saved = await SavedFiles.SaveAsync(_format, new Person("Ada", 36));

        Assert.Equal(ErrorCode.TypeMismatch, (await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync(asked))).Code);
    }

    private static async Task<string> Mismatch<T>(SavedFiles saved)
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<T>());
        Assert.Equal(ErrorCode.TypeMismatch, error.Code);
        return error.Message;
    }
}
