using System.IO.Compression;
using System.Text;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using Xunit;

namespace LineaSharp.Scoring.Tests.Objects;

public sealed class HostileSkopsTests
{
    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../schema.json")]
    [InlineData("a\\b.npy")]
    [InlineData("C:x.npy")]
    public void A_member_with_a_path_for_a_name_is_refused(string name) =>
        Assert.Contains("path for a name", Refused(Zip(("schema.json", "{}"u8.ToArray()), (name, []))).Message, StringComparison.Ordinal);

    [Fact]
    public void Two_members_of_one_name_are_refused() =>
        Assert.Contains("two members", Refused(Zip(("schema.json", "{}"u8.ToArray()), ("schema.json", "{}"u8.ToArray()))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        var bomb = Zip(("schema.json", Encoding.UTF8.GetBytes(Array("1.npy", 1))), ("1.npy", new byte[256 << 20]));
        Assert.InRange(bomb.Length, 0, 1 << 20);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Refused(bomb);

        Assert.Contains("many times its size", refused.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void A_schema_ten_thousand_levels_deep_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"__class__":"list","__module__":"builtins","__loader__":"ListNode","content":[""", 10_000));
        Assert.Equal(ErrorCode.CorruptArtifact, Refused(Zip(("schema.json", Encoding.UTF8.GetBytes(deep + string.Concat(Enumerable.Repeat("]}", 10_000)))))).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"__loader__": 3}""")]
    [InlineData("""{"__loader__": "ListNode", "__class__": "list", "__module__": "builtins"}""")]
    [InlineData("""{"__loader__": "ListNode", "__class__": "list", "__module__": "builtins", "content": 3}""")]
    [InlineData("""{"__loader__": "JsonNode", "content": "[1]"}""")]
    [InlineData("""{"__loader__": "JsonNode", "content": "tru"}""")]
    [InlineData("""{"__loader__": "NdArrayNode", "__class__": "ndarray", "__module__": "numpy", "type": "numpy", "file": "missing.npy"}""")]
    [InlineData("""{"__loader__": "NdArrayNode", "__class__": "ndarray", "__module__": "numpy", "type": "json", "content": [], "shape": {"__loader__": "JsonNode", "content": "3"}}""")]
    [InlineData("""{"__loader__": "ListNode", "__id__": 1, "content": [{"__loader__": "ListNode", "__id__": 1, "content": []}]}""")]
    public void A_schema_that_is_none_is_damaged(string schema) => Assert.Equal(ErrorCode.CorruptArtifact, Refused(Zip(("schema.json", Encoding.UTF8.GetBytes(schema)))).Code);

    // Ids say which nodes are one object; an id may be missing, be none, or be that of an object of another kind.
    [Theory]
    [InlineData(""" "__id__": "one" """)]
    [InlineData(""" "__id__": 1.5 """)]
    [InlineData(""" "__id__": 99999999999999999999 """)]
    [InlineData(""" "__id__": null """)]
    [InlineData(""" "__id__": [1] """)]
    public void An_id_that_is_none_is_damaged(string id) =>
        Assert.Equal(ErrorCode.CorruptArtifact, Refused(Zip(("schema.json", Encoding.UTF8.GetBytes($$"""{"__loader__": "ListNode", "__class__": "list", "__module__": "builtins", "content": [], {{id}}}""")))).Code);

    [Fact]
    public void A_node_without_an_id_is_an_object_of_its_own()
    {
        const string List = """{"__loader__": "ListNode", "__class__": "list", "__module__": "builtins", "content": []}""";
        var read = Assert.IsType<PyList>(SkopsReader.Read(new MemoryStream(Zip(("schema.json", Encoding.UTF8.GetBytes($$"""{"__loader__": "ListNode", "content": [{{List}}, {{List}}]}"""))))));

        Assert.Equal(2, read.Count);
        Assert.NotSame(read[0], read[1]);
    }

    [Fact]
    public void A_reference_to_an_id_that_is_not_there_is_refused() =>
        Assert.Contains("'CachedNode'", Refused(Zip(("schema.json", """{"__loader__": "ListNode", "content": [{"__loader__": "CachedNode", "__id__": 7}]}"""u8.ToArray()))).Message, StringComparison.Ordinal);

    [Fact]
    public void Objects_that_hold_each_other_are_refused()
    {
        const string Circle = """
            {"__loader__": "ListNode", "__id__": 1, "content": [
              {"__loader__": "DictNode", "__class__": "dict", "__module__": "builtins", "__id__": 2, "content": {"a":
                {"__loader__": "TupleNode", "__id__": 3, "content": [{"__loader__": "ListNode", "__id__": 1, "content": []}]}}}]}
            """;
        Assert.Contains("holds itself", Refused(Zip(("schema.json", Encoding.UTF8.GetBytes(Circle)))).Message, StringComparison.Ordinal);
    }

    // The attribute's id is the estimator's class name, a text that was read before.
    [Fact]
    public void An_array_whose_id_is_that_of_a_text_is_refused()
    {
        const string Model = """
            {"__loader__": "ObjectNode", "__class__": "LinearRegression", "__module__": "sklearn.linear_model._base", "__id__": 1, "content":
              {"__loader__": "DictNode", "__class__": "dict", "__module__": "builtins", "__id__": 2, "content": {
                "name": {"__loader__": "JsonNode", "content": "\"text\"", "__id__": 3},
                "coef_": {"__loader__": "NdArrayNode", "__class__": "ndarray", "__module__": "numpy", "type": "numpy", "file": "1.npy", "__id__": 3}}}}
            """;
        var read = SkopsReader.Read(new MemoryStream(Zip(("schema.json", Encoding.UTF8.GetBytes(Model)))));
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => SklearnFiles.Load(read)).Code);
    }

    [Fact]
    public void A_bomb_inside_of_a_sparse_matrix_is_refused_before_it_is_unpacked()
    {
        const string Matrix = """{"__loader__": "SparseMatrixNode", "__class__": "csr_matrix", "__module__": "scipy.sparse", "type": "scipy", "file": "1.npz"}""";
        var bomb = Zip(("schema.json", Encoding.UTF8.GetBytes(Matrix)), ("1.npz", Zip(("data.npy", new byte[256 << 20]), ("shape.npy", []))));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("many times its size", Refused(bomb).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Fact]
    public void A_node_of_an_unknown_kind_is_refused_by_name() =>
        Assert.Contains("'EvalNode'", Refused(Zip(("schema.json", """{"__loader__": "EvalNode"}"""u8.ToArray()))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8, ErrorCode.NotSupported)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }", 8, ErrorCode.CorruptArtifact)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", 8, ErrorCode.CorruptArtifact)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 8, ErrorCode.CorruptArtifact)]
    [InlineData("{'descr': '<q9', 'fortran_order': False, 'shape': (1,), }", 8, ErrorCode.CorruptArtifact)]
    [InlineData("{'descr': [('a', '<f8'), ('b', '|O')], 'fortran_order': False, 'shape': (1,), }", 16, ErrorCode.CorruptArtifact)]
    [InlineData("__import__('os').system('true')", 8, ErrorCode.CorruptArtifact)]
    [InlineData("((((((((((((((((((((1,),),),),),),),),),),),),),),),),),),),),),", 8, ErrorCode.CorruptArtifact)]
    public void An_array_of_a_wrong_type_or_shape_is_refused(string header, int bytes, ErrorCode code)
    {
        var text = Encoding.ASCII.GetBytes(header + "\n");
        byte[] npy = [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. text, .. new byte[bytes]];

        Assert.Equal(code, Refused(Zip(("schema.json", Encoding.UTF8.GetBytes(Array("1.npy", 1))), ("1.npy", npy))).Code);
    }

    [Fact]
    public void A_zip_that_is_none_is_damaged() => Assert.Equal(ErrorCode.CorruptArtifact, Refused("no zip at all"u8.ToArray()).Code);

    [Fact]
    public void An_object_that_skops_would_import_stays_a_name()
    {
        var schema = """{"__loader__": "ConstructorFromReduceNode", "__class__": "Popen", "__module__": "subprocess", "content": {"__loader__": "TupleNode", "content": [{"__loader__": "JsonNode", "content": "\"true\""}]}}""";
        var read = SkopsReader.Read(new MemoryStream(Zip(("schema.json", Encoding.UTF8.GetBytes(schema)))));

        Assert.Equal("subprocess.Popen", Assert.IsType<PyObject>(read).ToString());
        Assert.Contains("subprocess.Popen", Assert.Throws<LineaException>(() => SklearnFiles.Load(read)).Message, StringComparison.Ordinal);
    }

    private static string Array(string file, int id) => $$"""{"__loader__": "NdArrayNode", "__class__": "ndarray", "__module__": "numpy", "type": "numpy", "file": "{{file}}", "__id__": {{id}}}""";

    private static LineaException Refused(byte[] zip) => Assert.Throws<LineaException>(() => SkopsReader.Read(new MemoryStream(zip)));

    private static byte[] Zip(params (string Name, byte[] Bytes)[] members)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in members)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        return stream.ToArray();
    }
}
