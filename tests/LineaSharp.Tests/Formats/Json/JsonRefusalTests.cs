using System.Drawing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LineaSharp.Formats;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Tests.Formats.Json;

/// <summary>What would not come back is refused when it is saved, with the type and the way out.</summary>
public sealed class JsonRefusalTests
{
    public sealed class Hidden
    {
        private readonly double[] _weights = [1, 2];
        public double Predict(double x) => _weights[0] * x;
    }

    public sealed class ReadOnlyResult(double[] data)
    {
        public double Mean { get; } = data.Average();
    }

    public sealed class OnlyComputed
    {
        private readonly int _seed = 5;
        public int Twice => _seed * 2;
    }

    public sealed class WithFixedList
    {
        public List<int> Items { get; } = [1];
        public int Number { get; set; }
    }

    public class Animal
    {
        public string? Name { get; set; }
    }

    public sealed class Dog : Animal
    {
        public int Tricks { get; set; }
    }

    public interface IHasName
    {
        string Name { get; }
    }

    public sealed record Named(string Name, int Secret) : IHasName;

    public sealed class Node
    {
        public Node? Next { get; set; }
    }

    public static TheoryData<object, string, string> Refused() => new()
    {
        { new Hidden(), "Hidden", "no public property or field" },
        { new { Model = new Hidden() }, "Hidden", "no public property or field" },
        { new List<Hidden> { new() }, "Hidden", "no public property or field" },
        { new ReadOnlyResult([1]), "ReadOnlyResult", "'Mean' would be saved and never come back" },
        { new OnlyComputed(), "OnlyComputed", "come back empty" },
        { new WithFixedList(), "WithFixedList", "'Items' would be saved and never come back" },
        { Color.Red, "Color", "come back empty" },
        { new Animal[] { new Dog { Tricks = 3 } }, "Dog", "[JsonDerivedType(typeof(JsonRefusalTests.Dog)" },
        { new { Pet = (Animal)new Dog() }, "Dog", "stands where JsonRefusalTests.Animal is declared" },
        { new List<IHasName> { new Named("x", 1) }, "Named", "stands where JsonRefusalTests.IHasName is declared" },
        { (Action)(() => { }), "Action", "it is code" },
        { (Func<double, double>)(x => x), "Func<double, double>", "it is code" },
        { new { F = (Func<int>)(() => 1) }, "Func", "not supported" },
        { typeof(string), "RuntimeType", "Save its name" },
        { Task.FromResult(1), "Task<int>", "Await it" },
        { new ValueTask<int>(1), "ValueTask<int>", "Await it" },
        { new { T = Task.CompletedTask }, "Task", "Await it" },
        { new { S = (Stream)new MemoryStream() }, "Stream", "Save the stream on its own" },
        { new StringBuilder("x"), "StringBuilder", "ToString()" },
        { new[] { new FileInfo("/x") }, "FileInfo", "its path" },
        { new decimal[1, 1], "decimal[,]", "not supported" },
        { new Dictionary<(int, int), string> { [(1, 2)] = "x" }, "(int, int)", "key" },
        { (nint)5, "IntPtr", "not supported" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task It_is_refused_with_the_type_and_the_way_out(object value, string type, string words)
    {
        var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(new JsonFormat(), value));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains(type, error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cycle_is_refused()
    {
        var node = new Node();
        node.Next = new Node { Next = node };

        var error = await Assert.ThrowsAsync<LineaException>(() => SavedFiles.SaveAsync(new JsonFormat(), node));

        Assert.Equal(ErrorCode.NotSupported, error.Code);
        Assert.Contains("JsonRefusalTests.Node", error.Message, StringComparison.Ordinal);
        Assert.Contains("refers back to itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_trees_that_end_are_saved()
    {
        var root = new Node();
        for (var i = 0; i < 200; i++) root = new Node { Next = root };

        using var saved = await SavedFiles.SaveAsync(new JsonFormat(), root);

        var depth = 0;
        for (var node = await saved.LoadAsync<Node>(); node.Next is not null; node = node.Next) depth++;
        Assert.Equal(200, depth);
    }

    [JsonDerivedType(typeof(Circle), "circle")]
    public abstract record Shape;

    public sealed record Circle(double Radius) : Shape;

    [Fact]
    public async Task Declared_derived_types_come_back()
    {
        Shape[] shapes = [new Circle(2)];

        using var saved = await SavedFiles.SaveAsync(new JsonFormat(), shapes);

        Assert.Equal(shapes, await saved.LoadAsync<Shape[]>());
    }

    [Fact]
    public async Task What_a_users_getter_throws_is_not_hidden() =>
        await Assert.ThrowsAsync<TimeoutException>(() => SavedFiles.SaveAsync(new JsonFormat(), new[] { 1 }.Select(int (_) => throw new TimeoutException())));

    [Fact]
    public async Task Populated_collections_come_back()
    {
        var value = new Populated { Items = { 1, 2 } };

        using var saved = await SavedFiles.SaveAsync(new JsonFormat(), value);

        Assert.Equal([1, 2], (await saved.LoadAsync<Populated>()).Items);
    }

    public sealed class Populated
    {
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
        public List<int> Items { get; } = [];
    }
}
