using System.Globalization;
using System.Text;
using LineaSharp.Models;
using Xunit;

namespace LineaSharp.Tests.Models;

public sealed class HostileMLmodelTests
{
    [Theory]
    [InlineData("", "line 1", "a map")]
    [InlineData("- 1\n- 2\n", "line 1", "a list")]
    [InlineData("just words", "line 1", "text")]
    [InlineData("flavors: {}\nrun_id: 1\n", "line 2", "'run_id' should be text, and is a whole number")]
    [InlineData("flavors: {}\n\nrun_id: [a]\n", "line 3", "'run_id' should be text, and is a list")]
    [InlineData("flavors: [mlnet]\n", "line 1", "'flavors' should be a map")]
    [InlineData("flavors:\n  mlnet: model.zip\n", "line 2", "the flavor 'mlnet' should be a map")]
    [InlineData("flavors: {}\nmetadata: x\n", "line 2", "'metadata' should be a map")]
    [InlineData("flavors: {}\nmodel_size_bytes: big\n", "line 2", "a whole number")]
    [InlineData("flavors: {}\nprompts: [1]\n", "line 2", "a list of texts")]
    [InlineData("flavors: {}\nis_signature_from_type_hint: maybe\n", "line 2", "true or false")]
    [InlineData("flavors: {}\nutc_time_created: 'yesterday'\n", "line 2", "a date and time")]
    [InlineData("flavors: {}\nsaved_input_example_info: [1]\n", "line 2", "a map")]
    [InlineData("flavors: {}\nflavors: {}\n", "line 2", "a second time")]
    [InlineData("flavors:\n  a: {}\n  a: {}\n", "line 3", "a second time")]
    [InlineData("flavors: {}\n---\nflavors: {}\n", "line 2", "second document")]
    [InlineData("flavors: !!python/object/apply:os.system ['true']\n", "line 1", "tag")]
    [InlineData("metadata:\n  x: !!binary aGk=\n", "line 2", "tag")]
    [InlineData("metadata:\n  ? [a]\n  : 1\n", "line 2", "key")]
    [InlineData("metadata:\n  <<: {a: 1}\n", "line 2", "key")]
    [InlineData("metadata: *nothing\n", "line 1", "alias")]
    [InlineData("metadata: &a\n  x: *a\n", "line 2", "alias")]
    [InlineData("metadata: [&a 1, &a 2]\n", "line 1", "twice")]
    [InlineData("flavors: {}\nmetadata: {a: 1\n", "line", "MLmodel")]
    [InlineData("flavors: 'x\n", "line", "MLmodel")]
    [InlineData("flavors:\n\tx: 1\n", "line", "MLmodel")]
    [InlineData("signature: x\n", "line 1", "'signature' should be a map")]
    [InlineData("signature:\n  inputs: [1]\n", "line 2", "JSON text")]
    [InlineData("flavors: {}\nsignature:\n  inputs: '{'\n", "line", "inputs is no valid JSON")]
    [InlineData("signature:\n  inputs: '[]'\n", "line", "inputs are empty")]
    [InlineData("signature:\n  outputs: '[{\"type\": \"number\"}]'\n", "line", "outputs[0].type 'number' is unknown")]
    public void A_wrong_file_is_corrupt_and_the_message_says_where_and_what(string yaml, string where, string what)
    {
        var error = Assert.Throws<LineaException>(() => MLmodel.Parse(yaml));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_that_multiply_are_refused_before_they_grow()
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++) yaml.AppendLine(CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]");

        var error = Assert.Throws<LineaException>(() => MLmodel.Parse(yaml.ToString()));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains("values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_as_PyYAML_writes_them_for_a_list_that_is_used_twice_are_read()
    {
        var model = MLmodel.Parse("flavors:\n  a:\n    code: &id001\n    - x\n  b:\n    code: *id001\n");

        Assert.Equal(new object[] { "x" }, model.Flavor("b")["code"]);
    }

    [Fact]
    public void Depth_hidden_in_aliases_counts()
    {
        var yaml = new StringBuilder("a0: &a0 [x]\n");
        for (var i = 1; i < 150; i++) yaml.AppendLine(CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}]");

        Assert.Contains("deeper", Assert.Throws<LineaException>(() => MLmodel.Parse(yaml.ToString())).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData('['), InlineData('{')]
    public void A_million_brackets_are_refused(char bracket)
    {
        var error = Assert.Throws<LineaException>(() => MLmodel.Parse("metadata: " + new string(bracket, 1_000_000)));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
    }

    [Fact]
    public void A_file_over_ten_megabytes_is_refused()
    {
        var error = Assert.Throws<LineaException>(() => MLmodel.Parse("metadata: {a: '" + new string('x', 10_000_000) + "'}"));

        Assert.Equal(ErrorCode.CorruptArtifact, error.Code);
        Assert.Contains("bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_or_changed_file_is_read_or_corrupt_and_never_a_crash()
    {
        var text = GoldenModels.Read("v317-sklearn-pipeline-predict-proba");
        var random = new Random(1);
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(text).AsSpan(0, i % 4 == 0 ? random.Next(text.Length) : text.Length).ToArray();
            for (var flips = random.Next(4); flips > 0 && bytes.Length > 0; flips--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var changed = Encoding.UTF8.GetString(bytes);
            try
            {
                MLmodel.Parse(changed).ToYaml();
            }
            catch (LineaException e) when (e.Code == ErrorCode.CorruptArtifact)
            {
            }
        }
    }

    [Fact]
    public void Random_words_of_YAML_are_read_or_corrupt_and_never_a_crash()
    {
        string[] words = ["a", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ", ", "&x ", "*x", "!t ", "!!str ", "!<", ">", "|", "|9-", "'", "\"", "\\x", "%YAML 1.1\n", "%TAG ! x\n", "---", "...", "? ", "#", "\t", "\0", "\ufeff", "~", "0x", "1_", "<<", "\ud800", "12:30:45"];
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                MLmodel.Parse(text).ToYaml();
            }
            catch (LineaException e) when (e.Code == ErrorCode.CorruptArtifact)
            {
            }
        }
    }
}
