using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using LineaSharp.NativeLoading;
using LineaSharp.Tests.Golden;
using LineaSharp.XGBoost.Files;
using LineaSharp.XGBoost.Native;
using Xunit;

namespace LineaSharp.XGBoost.Tests;

/// <summary>What is looked at before native code sees a file.</summary>
public sealed class ModelFileTests(ITestOutputHelper output)
{
    private static readonly Version Debian = new(1, 7, 4);

    private static byte[] Ubj => File.ReadAllBytes(Path.Combine(new GoldenModel("models", "xgboost-sklearn-classifier").Folder, "model.ubj"));

    private static byte[] Json => File.ReadAllBytes(Path.Combine(new GoldenModel("models", "xgboost-booster-json").Folder, "model.json"));

    private static byte[] Binary => File.ReadAllBytes(Path.Combine(new GoldenModel("models-v2", "xgboost-sklearn-classifier").Folder, "model.xgb"));

    [Fact]
    public void The_version_is_read_from_all_three_formats()
    {
        Assert.Equal(Debian, ModelFile.Check(Ubj, Debian));
        Assert.Equal(Debian, ModelFile.Check(Json, Debian));
        Assert.Equal(new Version(1, 7), ModelFile.Check(Binary, Debian));
    }

    [Theory]
    [InlineData("1.7.9", null)]
    [InlineData("1.5.0", null)]
    [InlineData("1.8.0", ErrorCode.NotSupported)]
    [InlineData("3.1.0", ErrorCode.NotSupported)]
    [InlineData("12.0.0", ErrorCode.NotSupported)]
    public void A_newer_release_is_refused_and_a_newer_patch_is_not(string written, ErrorCode? code)
    {
        var version = Version.Parse(written);
        var bytes = Edited(root => root["version"] = new JsonArray(version.Major, version.Minor, version.Build));

        if (code is null) Assert.Equal(version, ModelFile.Check(bytes, Debian));
        else Assert.Equal(code, Refused(bytes).Code);
    }

    [Fact]
    public void A_file_without_a_version_is_refused_and_so_is_a_binary_one_of_before_1_0()
    {
        Assert.Contains("does not say which version", Refused(Edited(root => root.AsObject().Remove("version"))).Message, StringComparison.Ordinal);
        var old = Binary;
        BinaryPrimitives.WriteInt32LittleEndian(old.AsSpan(4 + 20), 0);
        Assert.Contains("does not say which version", Refused(old).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_intercept_of_newer_files_in_a_file_that_says_it_is_older_is_refused() =>
        Assert.Contains("base_score", Refused(Edited(root => root["learner"]!["learner_model_param"]!["base_score"] = "[5.5E-1]")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_binary_format_is_refused_by_libraries_that_do_not_read_it() =>
        Assert.Contains("old binary format", Assert.Throws<LineaException>(() => ModelFile.Check(Binary, new(3, 1, 0))).Message, StringComparison.Ordinal);

    public static TheoryData<string, string> Hostile => new()
    {
        { "a child beyond the nodes", "left_children[0]=7000" },
        { "a negative child", "left_children[0]=-2" },
        { "a leaf with a right child", "right_children[6]=-4" },
        { "a cycle", "left_children[1]=0" },
        { "two ways to one node", "left_children[0]=2" },
        { "a parent beyond the nodes", "parents[6]=99" },
        { "another parent", "parents[3]=2" },
        { "a feature beyond the features", "split_indices[0]=3" },
        { "a flag that is none", "default_left[0]=2" },
        { "a categorical split without categories", "split_type[0]=1" },
        { "a reached node that is deleted", "split_indices[1]=2147483647" },
    };

    [Theory, MemberData(nameof(Hostile))]
    public void A_tree_that_leads_astray_is_refused(string what, string edit)
    {
        Assert.NotNull(what);
        var (field, index, value) = (edit.Split('[')[0], int.Parse(edit.Split('[', ']')[1], null), int.Parse(edit.Split('=')[1], null));

        var error = Refused(Edited(root =>
        {
            root["learner"]!["gradient_booster"]!["model"]!["trees"]![0]![field]![index] = value;
            if (field == "split_indices" && index == 1) root["learner"]!["gradient_booster"]!["model"]!["trees"]![0]!["default_left"]![1] = 1;
        }));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains("tree 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_trees", "4")]
    [InlineData("num_trees", "-3")]
    [InlineData("num_parallel_tree", "2")]
    [InlineData("num_parallel_tree", "0")]
    public void Counts_that_do_not_add_up_are_refused(string name, string value) =>
        Assert.Equal(ErrorCode.CorruptArtifact, Refused(Edited(root => root["learner"]!["gradient_booster"]!["model"]!["gbtree_model_param"]![name] = value)).Code);

    [Theory]
    [InlineData("num_class", "4")]
    [InlineData("num_class", "2000000000")]
    [InlineData("num_target", "0")]
    [InlineData("num_feature", "2")]
    [InlineData("num_feature", "99999999999")]
    public void Shapes_that_do_not_fit_are_refused(string name, string value) =>
        Assert.Equal(ErrorCode.CorruptArtifact, Refused(Edited(root => root["learner"]!["learner_model_param"]![name] = value)).Code);

    [Fact]
    public void A_length_that_lies_allocates_nothing()
    {
        foreach (var type in "dDUiIlL")
        {
            byte[] bytes = [.. "{L"u8, 0, 0, 0, 0, 0, 0, 0, 1, (byte)'a', .. "[$"u8, (byte)type, .. "#L"u8, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
            var before = GC.GetAllocatedBytesForCurrentThread();

            Assert.Contains("beyond its end", Refused(bytes).Message, StringComparison.Ordinal);

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        }
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        Assert.Contains("nested deeper", Refused(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100_000))).Message, StringComparison.Ordinal);
        Assert.Contains("nested deeper", Refused([.. "{L"u8, 0, 0, 0, 0, 0, 0, 0, 1, (byte)'a', .. Enumerable.Repeat((byte)'[', 100_000)]).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", "comes twice")]
    [InlineData("{\"a\":1}x", "follows its end")]
    [InlineData("{\"a\":01x}", "is missing")]
    [InlineData("{\"a\":\"\\q\"}", "unknown escape")]
    [InlineData("{\"a\":\"\\u12g4\"}", "unknown escape")]
    [InlineData("{\"a\":\"b", "does not end")]
    [InlineData("{\"a\"}", "':' is missing")]
    [InlineData("{\"a\":truth}", "no number")]
    [InlineData("{", "key is missing")]
    [InlineData("", "is empty")]
    public void Wrong_JSON_is_told_with_its_place(string json, string fault) => Assert.Contains(fault, Refused(Encoding.UTF8.GetBytes(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void JSON_is_read_as_XGBoost_and_Python_write_it()
    {
        var read = JsonModelReader.Read("""{"a": [1, -2.5E1, NaN, -Infinity, true], "b": "\u00fc\n\"\\", "c": {}, "d": [], "e": null, "f": ["x"]}"""u8);

        Assert.Equal([1, -25, double.NaN, double.NegativeInfinity, 1], read.Numbers("a"));
        Assert.Equal("ü\n\"\\", read.Text("b"));
        Assert.Empty(read.Numbers("d"));
        Assert.Empty(read.Objects("d"));
        Assert.Equal(["x"], read.Texts("f"));
    }

    [Fact]
    public void Thirty_thousand_garbled_files_are_errors_or_models()
    {
        var random = new Random(3);
        foreach (var whole in (byte[][])[Ubj, Json, Binary])
        {
            for (var i = 0; i < 10_000; i++)
            {
                var garbled = random.Next(3) == 0 ? whole[..random.Next(1, whole.Length + 1)] : (byte[])whole.Clone();
                for (var n = random.Next(1, 5); n > 0; n--) garbled[random.Next(garbled.Length)] = (byte)random.Next(256);
                try
                {
                    ModelFile.Check(garbled, Debian);
                }
                catch (LineaException e) when (e.Code is ErrorCode.CorruptArtifact or ErrorCode.NotSupported)
                {
                    // The other possible end.
                }
            }
        }
    }

    [Fact]
    public void Garbled_files_that_pass_are_models_that_native_code_survives()
    {
        var wholes = Some.OfEveryKind().SelectMany(booster =>
        {
            using (booster) return Enum.GetValues<ModelFormat>().Select(format => booster.ToBytes(format)).ToArray();
        }).Append(Binary).ToArray();
        var folder = Directory.CreateTempSubdirectory("linea-xgboost-test-");
        var random = new Random(5);
        var passed = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var garbled = (byte[])wholes[i % wholes.Length].Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                // In JSON a digit stays a digit, or hardly any would pass.
                var at = random.Next(garbled.Length);
                garbled[at] = garbled[at] is >= (byte)'0' and <= (byte)'9' ? (byte)('0' + random.Next(10)) : garbled[0] == '{' && garbled[1] == '"' ? garbled[at] : (byte)random.Next(256);
            }
            try
            {
                ModelFile.Check(garbled, Debian);
            }
            catch (LineaException)
            {
                continue;
            }
            if (passed++ < 800) File.WriteAllBytes(Path.Combine(folder.FullName, $"{passed:d4}"), garbled);
        }

        var (loaded, refused) = NativeLoads.Run("xgboost", folder.FullName);

        folder.Delete(recursive: true);
        output.WriteLine($"10000 garbled, {passed} passed the check; of {loaded + refused} of them native code loaded {loaded} and refused {refused}");
        Assert.True(loaded > 200);
    }

    [Fact]
    public void The_library_is_looked_for_where_the_variable_says_and_nowhere_else()
    {
        var folder = Directory.CreateTempSubdirectory("linea-xgboost-");
        var file = Path.Combine(folder.FullName, NativeLibraryPlaces.Names[^1]);
        File.WriteAllText(file, "");

        Assert.Equal([file], Places(("LINEA_XGBOOST", folder.FullName)));
        Assert.Equal([file], Places(("LINEA_XGBOOST", file)));
        Assert.Equal(["/no/such/file"], Places(("LINEA_XGBOOST", "/no/such/file")));

        folder.Delete(recursive: true);
    }

    [Fact]
    public void Without_it_the_name_comes_first_and_then_Pythons_folders()
    {
        var folder = Directory.CreateTempSubdirectory("linea-xgboost-");
        var file = Path.Combine(folder.CreateSubdirectory("lib/python3.12/site-packages/xgboost/lib").FullName, NativeLibraryPlaces.Names[0]);
        File.WriteAllText(file, "");

        var places = Places(("VIRTUAL_ENV", folder.FullName)).ToList();

        Assert.Equal(NativeLibraryPlaces.Names, places.Take(NativeLibraryPlaces.Names.Count));
        Assert.Equal(file, places[NativeLibraryPlaces.Names.Count]);
        Assert.Contains(file, Places(("CONDA_PREFIX", folder.FullName)));
        folder.Delete(recursive: true);
    }

    private static IEnumerable<string> Places(params (string Name, string Value)[] variables) =>
        new NativeLibraryPlaces(name => variables.FirstOrDefault(v => v.Name == name).Value).Candidates();

    private static byte[] Edited(Action<JsonNode> edit)
    {
        var root = JsonNode.Parse(Json)!;
        edit(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static LineaException Refused(byte[] bytes) => Assert.Throws<LineaException>(() => ModelFile.Check(bytes, Debian));
}
