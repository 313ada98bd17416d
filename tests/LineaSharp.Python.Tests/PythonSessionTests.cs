using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Python.Tests;

public sealed class PythonSessionTests : IAsyncLifetime
{
    private static readonly PythonFlavor Shared = new(TestPython.Options);

    private PythonSession _session = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        TestPython.Need();
        _session = await Shared.GetSessionAsync(Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Code_runs_and_what_it_makes_stays()
    {
        await _session.RunAsync("x = 41", Token);
        await _session.RunAsync("def add(a, b=1):\n    return a + b", Token);

        Assert.Equal(42, await (await _session.EvaluateAsync("add(x)", Token)).GetValueAsync<long>(Token));
        Assert.Equal(43, _session["add"].Invoke([_session["x"]], new Dictionary<string, object?> { ["b"] = 2 }).GetValue<int>());
        Assert.Matches(@"^3\.\d+\.\d+", _session.PythonVersion);
        Assert.True(_session.IsAlive);
    }

    [Fact]
    public void An_object_tells_its_type_and_repr_and_has_attributes_and_methods()
    {
        _session.Run("import fractions\nhalf = fractions.Fraction(1, 2)");

        var half = _session["half"];

        Assert.Equal(("fractions.Fraction", "Fraction(1, 2)", (string?)null), (half.TypeName, half.Repr, half.ModelFlavor));
        Assert.Equal(2, half.GetAttribute("denominator").GetValue<long>());
        Assert.Equal("Fraction(1, 3)", half.Call("limit_denominator", [2]).Call("__sub__", [_session.Evaluate("fractions.Fraction(1, 6)")]).ToString());
    }

    [Theory]
    [InlineData("None", null)]
    [InlineData("True", true)]
    [InlineData("-7", -7L)]
    [InlineData("0.1 + 0.2", 0.1 + 0.2)]
    [InlineData("1.0", 1.0)]
    [InlineData("float('nan')", double.NaN)]
    [InlineData("float('-inf')", double.NegativeInfinity)]
    [InlineData("'ü\\n\\u2028 \\U0001F600'", "ü\n\u2028 \U0001F600")]
    public void A_simple_value_comes_and_goes_unchanged(string expression, object? expected)
    {
        Assert.Equal(expected, _session.Evaluate(expression).GetValue<object?>());

        _session.Set("given", expected);

        Assert.True(_session.Evaluate($"type(given) == type({expression}) and (given == {expression} or given != given)").GetValue<bool>());
    }

    [Fact]
    public void Dates_bytes_decimals_and_big_numbers_come_and_go()
    {
        object[] values = [new DateTime(2026, 11, 25, 1, 2, 3).AddTicks(4560), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new DateOnly(2026, 2, 28), new byte[] { 0, 255, 10 }, 1.10m, System.Numerics.BigInteger.Pow(7, 50)];
        _session.Set("values", values);

        var back = _session["values"].GetValue<IReadOnlyList<object?>>();

        Assert.Equal(values, back);
        Assert.Equal("datetime datetime date bytes Decimal int", _session.Evaluate("' '.join(type(v).__name__ for v in values)").GetValue<string>());
    }

    [Fact]
    public void Lists_and_maps_may_be_nested_and_keep_their_order()
    {
        _session.Set("value", new Dictionary<string, object?> { ["b"] = new object?[] { 1, "x", null }, ["a"] = new Dictionary<string, object?> { ["$"] = "ref", ["v"] = 1 } });

        Assert.Equal("{'b': [1, 'x', None], 'a': {'$': 'ref', 'v': 1}}", _session["value"].Repr);
        var back = _session["value"].GetValue<IReadOnlyDictionary<string, object?>>();
        Assert.Equal(["b", "a"], back.Keys);
        Assert.Equal([1L, "x", null], (IReadOnlyList<object?>)back["b"]!);
        Assert.Equal([1, 2, 3], _session.Evaluate("(1, 2, 3)").GetValue<int[]>());
    }

    public static TheoryData<Array, string> Arrays => new()
    {
        { new double[,] { { 1.5, double.NaN }, { -0.0, double.PositiveInfinity } }, "float64" },
        { new float[] { 1, 2 }, "float32" },
        { new long[,,] { { { long.MinValue, 1 } } }, "int64" },
        { new bool[] { true, false }, "bool" },
        { new byte[,] { { 1, 255 } }, "uint8" },
        { new int[0, 3], "int32" },
        { new[] { "a", null, "ü" }, "object" },
        { new[,] { { "a", "b" }, { "c", "d" } }, "object" },
        { new[] { new DateTime(2020, 1, 2, 3, 4, 5) }, "datetime64[ns]" },
    };

    [Theory, MemberData(nameof(Arrays))]
    public void Arrays_come_and_go(Array array, string dtype)
    {
        TestPython.Need("numpy");
        _session.Set("a", array);

        Assert.Equal(dtype, _session.Evaluate("str(a.dtype)").GetValue<string>());
        var back = _session["a"].GetValue<Array>();
        Assert.Equal(array.GetType(), back.GetType());
        Assert.Equal(array, back);
    }

    [Fact]
    public void Arrays_in_other_layouts_are_read_right()
    {
        TestPython.Need("numpy");
        _session.Run("import numpy as np\na = np.arange(6).reshape(2, 3)");

        Assert.Equal(new long[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }, _session.Evaluate("a.T").GetValue<long[,]>());
        Assert.Equal(new long[,] { { 2 }, { 5 } }, _session.Evaluate("a[:, ::-1][:, :1]").GetValue<long[,]>());
        Assert.Equal([1.0, 2], _session.Evaluate("np.array([1, 2], dtype='>f8')").GetValue<double[]>());
        Assert.Equal(["x", "yy"], _session.Evaluate("np.array(['x', 'yy'])").GetValue<string[]>());
        Assert.Equal(3L, _session.Evaluate("np.int32(3)").GetValue<object>());
    }

    [Fact]
    public void Tables_come_and_go_with_all_kinds_of_columns()
    {
        TestPython.Need("pandas");
        var table = new Table(
            new TableColumn("whole", new[] { 1L, 2 }), new TableColumn("small", new[] { 1, 2 }), new TableColumn("single", new[] { 0.5f, 1 }), new TableColumn("text", new[] { "ü", null }),
            new TableColumn("truth", new[] { true, false }), new TableColumn("time", new[] { new DateTime(2026, 11, 25), new DateTime(2026, 11, 26, 1, 0, 0) }),
            new TableColumn("holes", new int?[] { 1, null }), new TableColumn("maybe", new bool?[] { true, null }), new TableColumn("later", new DateTime?[] { null, new DateTime(2020, 1, 1) }));
        _session.Set("t", table);

        Assert.Equal("int64 int32 float32 object bool datetime64[ns] float64 object datetime64[ns]", _session.Evaluate("' '.join(map(str, t.dtypes))").GetValue<string>());
        var back = _session["t"].GetValue<Table>();
        Assert.Equal(table.Columns.Select(c => c.Name), back.Columns.Select(c => c.Name));
        foreach (var column in table.Columns.Where(c => c.Name != "holes")) Assert.Equal(column.Values, back[column.Name].Values);
        Assert.Equal([1, double.NaN], back["holes"].ToDoubles());
        Assert.Equal(2, _session.Evaluate("t[t.columns[:0]]").GetValue<Table>() is { Columns.Count: 0 } ? 2 : 0);
    }

    [Fact]
    public void Series_categories_nullable_and_zoned_columns_are_tables()
    {
        TestPython.Need("pandas");
        _session.Run("import pandas as pd\nt = pd.DataFrame({'c': pd.Categorical(['x', 'y']), 'n': pd.array([1, None], dtype='Int64'), 'z': pd.to_datetime(['2020-01-01T01:00+01:00'] * 2), 0: [b'1', None]}, index=['p', 'q'])");

        var table = _session["t"].GetValue<Table>();

        Assert.Equal(["x", "y"], (string[])table["c"].Values);
        Assert.Equal(new long?[] { 1, null }, table["n"].Values);
        Assert.Equal(new DateTime(2020, 1, 1), table["z"][0]);
        Assert.Equal("1"u8.ToArray(), table["0"][0]);
        Assert.Equal("n", Assert.Single(_session.Evaluate("t['n']").GetValue<Table>().Columns).Name);
    }

    [Fact]
    public void A_value_asked_as_another_type_says_what_it_is()
    {
        TestPython.Need("numpy");
        Assert.Contains("long[]", Mismatch(() => _session.Evaluate("__import__('numpy').arange(3)").GetValue<double[]>()), StringComparison.Ordinal);
        Assert.Contains("type module", Mismatch(() => _session.Evaluate("__import__('fractions')").GetValue<object>()), StringComparison.Ordinal);
        Assert.Contains("no form in .NET", Mismatch(() => _session.Evaluate("object()").GetValue<object>()), StringComparison.Ordinal);
        Assert.Contains("key 1", Mismatch(() => _session.Evaluate("{1: 2}").GetValue<object>()), StringComparison.Ordinal);
        Assert.Contains("string", Mismatch(() => _session.Evaluate("'x'").GetValue<int>()), StringComparison.Ordinal);
        Assert.Contains("int", Mismatch(() => _session.Evaluate("1 << 40").GetValue<int>()), StringComparison.Ordinal);

        static string Mismatch(Action act)
        {
            var error = Assert.ThrowsAny<LineaException>(act);
            Assert.Equal(ErrorCode.TypeMismatch, error.Code);
            return error.Message;
        }
    }

    [Fact]
    public void What_has_no_form_in_Python_is_an_argument_error_and_nothing_is_sent()
    {
        Assert.Throws<ArgumentException>(() => _session.Set("never", new object()));
        Assert.Throws<ArgumentException>(() => _session.Set("never", "half a pair \ud800"));
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<LineaException>(() => _session["never"]).Code);
    }

    [Fact]
    public async Task An_object_of_another_session_is_refused()
    {
        await using var other = await TestPython.StartAsync();
        var foreign = other.Evaluate("1");

        Assert.Throws<ArgumentException>(() => _session.Set("x", foreign));
    }

    [Fact]
    public void Errors_keep_Pythons_type_message_and_traceback_and_the_session_lives_on()
    {
        _session.Run("def divide(a):\n    return 1 / a\n");

        var error = Assert.Throws<PythonException>(() => _session["divide"].Invoke([0]));

        Assert.Equal(("ZeroDivisionError", "division by zero", ErrorCode.Unknown), (error.PythonType, error.PythonMessage, error.Code));
        Assert.Contains("return 1 / a", error.PythonTraceback, StringComparison.Ordinal);
        Assert.DoesNotContain("linea", error.PythonTraceback, StringComparison.Ordinal);
        Assert.Equal("SyntaxError", Assert.Throws<PythonException>(() => _session.Run("1 +")).PythonType);
        Assert.Equal("SystemExit", Assert.Throws<PythonException>(() => _session.Run("exit(3)")).PythonType);
        Assert.Equal("AttributeError", Assert.Throws<PythonException>(() => _session["divide"].Call("nothing")).PythonType);
        Assert.Equal("ModuleNotFoundError", Assert.Throws<PythonException>(() => _session.Run("import no_such_module")).PythonType);
        Assert.Equal("__main__.Odd", Assert.Throws<PythonException>(() => _session.Run("class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd")).PythonType);
        Assert.Equal(0.5, _session["divide"].Invoke([2]).GetValue<double>());
    }

    [Fact]
    public async Task Nothing_that_is_printed_or_read_disturbs_the_protocol()
    {
        var printed = new Lines();
        await using var session = await TestPython.StartAsync(TestPython.Options with { Output = printed });

        await session.RunAsync("""
            import ctypes, os, subprocess, sys
            print('{"id": 1, "result": null, "blobs": []}')
            sys.stdout.buffer.write(b"\xff\xfe\x00 no UTF-8\n"); sys.stdout.flush()
            os.write(1, b"by descriptor\n")
            ctypes.CDLL(None).puts(b"by C"); ctypes.CDLL(None).fflush(None)
            subprocess.run(["echo", "by a child"])
            print("ü", file=sys.stderr)
            sys.stdout.close()
            """, Token);
        var read = await (await session.EvaluateAsync("os.read(0, 10)", Token)).GetValueAsync<byte[]>(Token);

        Assert.Empty(read);
        Assert.Equal(42, session.Evaluate("6 * 7").GetValue<long>());
        await session.DisposeAsync();
        Assert.Contains("by descriptor", printed.All);
        Assert.Contains("by C", printed.All);
        Assert.Contains("by a child", printed.All);
        Assert.Contains("ü", printed.All);
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_stop_the_process()
    {
        await using var session = await TestPython.StartAsync(TestPython.Options with { Output = new Thrower() });

        await session.RunAsync("for i in range(100_000): print('a line that fills a pipe')", Token);

        Assert.Equal(1, session.Evaluate("1").GetValue<long>());
    }

    [Fact]
    public void The_repr_of_something_large_is_its_start()
    {
        Assert.Equal("[0, 1, 2]", _session.Evaluate("list(range(3))").Repr);
        Assert.InRange(_session.Evaluate("list(range(3_000_000))").Repr.Length, 100, 2001);
        Assert.InRange(_session.Evaluate("{'a': ['x' * 5_000_000]}").Repr.Length, 100, 2001);
    }

    [Fact]
    public async Task Many_threads_share_a_session()
    {
        await _session.RunAsync("def double(x): return x * 2", Token);
        var function = _session["double"];

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i => await (await function.InvokeAsync([i], cancellationToken: Token)).GetValueAsync<int>(Token)));

        Assert.Equal(Enumerable.Range(0, 200).Select(i => i * 2), results);
    }

    [Fact]
    public void An_object_that_is_let_go_of_is_forgotten_by_Python()
    {
        _session.Run("import weakref\nclass Thing: pass\nseen = weakref.WeakSet()\ndef make():\n    t = Thing(); seen.add(t); return t");
        var kept = _session["make"].Invoke();
        _session["make"].Invoke().Dispose();

        Assert.Equal(1, _session.Evaluate("len(seen)").GetValue<long>());
        Assert.Equal("__main__.Thing", kept.TypeName);
        kept.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kept.GetValue<object>());
        Assert.Equal(0, _session.Evaluate("len(seen)").GetValue<long>());
    }

    [Fact]
    public async Task A_large_array_passes_both_ways()
    {
        TestPython.Need("numpy");
        var big = new double[2_000_000];
        new Random(1).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(big.AsSpan(0, 1000)));
        await _session.SetAsync("big", big, Token);

        Assert.Equal(big, await _session["big"].GetValueAsync<double[]>(Token));
    }

    [Fact]
    public async Task Modules_are_found_in_the_search_paths_only()
    {
        var folder = Directory.CreateTempSubdirectory("linea-python-test-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "mine.py"), "answer = 42", Token);
        await using var session = await TestPython.StartAsync(TestPython.Options with { SearchPaths = [folder.FullName] });
        await using var blind = await TestPython.StartAsync(TestPython.Options with { WorkingDirectory = folder.FullName });

        await session.RunAsync("import mine", Token);

        Assert.Equal(42, session.Evaluate("mine.answer").GetValue<long>());
        Assert.Throws<PythonException>(() => blind.Run("import mine"));
        folder.Delete(recursive: true);
    }

    private sealed class Thrower : IProgress<string>
    {
        public void Report(string value) => throw new InvalidOperationException("no");
    }

    private sealed class Lines : IProgress<string>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> All => _lines;

        public void Report(string value) => _lines.Enqueue(value);
    }
}
