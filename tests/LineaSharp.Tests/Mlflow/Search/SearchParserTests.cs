using Xunit;
using CsCheck;
using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Search;

namespace LineaSharp.Tests.Mlflow.Search;

public sealed class SearchParserTests
{
    [Fact]
    public void A_filter_is_a_list_of_conditions_joined_by_AND()
    {
        var clauses = SearchParser.Filter("metrics.loss < 0.5 and params.`my key` LIKE 'a%' AND name IS NOT NULL");

        Assert.Equal(
            [
                new SearchClause(new("metrics", "loss"), SearchComparator.Less, new SearchNumber("0.5")),
                new SearchClause(new("params", "my key"), SearchComparator.Like, new SearchText("a%")),
                new SearchClause(new(null, "name"), SearchComparator.IsNotNull, null),
            ],
            clauses);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  \t ")]
    public void An_empty_filter_has_no_conditions(string? filter) => Assert.Empty(SearchParser.Filter(filter));

    [Fact]
    public void An_AND_too_many_at_either_end_does_no_harm() => Assert.Single(SearchParser.Filter("AND name = 'a' AND "));

    [Theory]
    [InlineData("tags.team", "tags", "team")]
    [InlineData("tags.mlflow.user", "tags", "mlflow.user")]
    [InlineData("tags.`a b/c`", "tags", "a b/c")]
    [InlineData("tags.\"a.b-c\"", "tags", "a.b-c")]
    [InlineData("tags.'a'", "tags", "a")]
    [InlineData("`Run name`", null, "Run name")]
    [InlineData("\"name\"", null, "name")]
    [InlineData("`tags`.x", "tags", "x")]
    [InlineData("params.order", "params", "order")]
    [InlineData("params.été_1", "params", "été_1")]
    [InlineData("metrics.1", "metrics", "1")]
    public void A_key_is_words_or_stands_in_quotes(string written, string? prefix, string key) =>
        Assert.Equal(new SearchIdentifier(prefix, key), Assert.Single(SearchParser.Filter(written + " = 'x'")).Field);

    [Theory]
    [InlineData("'a'", "a")]
    [InlineData("\"it's\"", "it's")]
    [InlineData("''", "")]
    [InlineData("'it''s'", "it''s")]
    [InlineData("'C:\\models\\'", "C:\\models\\")]
    [InlineData("' AND '", " AND ")]
    public void A_text_is_what_stands_between_its_quotes(string written, string text) =>
        Assert.Equal(new SearchText(text), Assert.Single(SearchParser.Filter("name = " + written)).Value);

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("-3", -3L)]
    [InlineData("9007199254740993", 9007199254740993L)]
    [InlineData("0.5", 0.5)]
    [InlineData(".5", 0.5)]
    [InlineData("1e3", 1000.0)]
    [InlineData("-1.5E-2", -0.015)]
    public void A_number_is_whole_or_has_a_fraction(string written, object number)
    {
        var value = Assert.IsType<SearchNumber>(Assert.Single(SearchParser.Filter("metrics.x=" + written)).Value);

        Assert.Equal(number, value.ToNumber());
    }

    [Fact]
    public void A_list_holds_texts()
    {
        var clause = Assert.Single(SearchParser.Filter("run_id NOT  IN ('a',\"b\" , 'c',)"));

        Assert.Equal(SearchComparator.NotIn, clause.Comparator);
        Assert.Equal(new SearchList(["a", "b", "c"]), clause.Value);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("name =")]
    [InlineData("= 'a'")]
    [InlineData("name == 'a'")]
    [InlineData("name <> 'a'")]
    [InlineData("name NOT LIKE 'a'")]
    [InlineData("name RLIKE 'a'")]
    [InlineData("name = 'a' name = 'b'")]
    [InlineData("name = 'a' OR name = 'b'")]
    [InlineData("name = 'a';")]
    [InlineData("name = 'a' -- comment")]
    [InlineData("(name = 'a')")]
    [InlineData("name IN ()")]
    [InlineData("name IN (1)")]
    [InlineData("name IN ('a'")]
    [InlineData("name IN 'a'")]
    [InlineData("name = ('a')")]
    [InlineData("name IS 'a'")]
    [InlineData("name IS NOT")]
    [InlineData("tags. = 'a'")]
    [InlineData("tags.a-b = 'a'")]
    [InlineData("tags.a. = 'a'")]
    [InlineData("tags.`a = 'a'")]
    [InlineData("name = `a`")]
    [InlineData("metrics.x > +1")]
    [InlineData("metrics.x > 1.2.3")]
    public void What_is_no_filter_is_refused_as_an_invalid_parameter(string filter)
    {
        var error = Assert.Throws<MlflowException>(() => SearchParser.Filter(filter));

        Assert.Equal("INVALID_PARAMETER_VALUE", error.MlflowErrorCode);
        Assert.Equal(ErrorCode.InvalidArgument, error.Code);
    }

    [Fact]
    public void A_refusal_shows_where()
    {
        var error = Assert.Throws<MlflowException>(() => SearchParser.Filter("name = 'a' OR name = 'b'"));

        Assert.Equal("Cannot read 'name = 'a' OR name = 'b'' at character 12, 'OR name = 'b'': expected AND; conditions can only be joined by AND.", error.Message);
    }

    [Theory]
    [InlineData("name", true)]
    [InlineData("name ASC", true)]
    [InlineData("metrics.`a b` desc", false)]
    public void An_order_is_ascending_unless_it_says_DESC(string order, bool ascending) =>
        Assert.Equal(ascending, SearchParser.Order(order).Ascending);

    [Theory]
    [InlineData("")]
    [InlineData("name SIDEWAYS")]
    [InlineData("name DESC DESC")]
    [InlineData("name, version")]
    [InlineData("1 DESC")]
    public void What_is_no_order_is_refused_as_an_invalid_parameter(string order) =>
        Assert.Equal("INVALID_PARAMETER_VALUE", Assert.Throws<MlflowException>(() => SearchParser.Order(order)).MlflowErrorCode);

    [Fact]
    public void Random_text_is_put_into_SQL_or_refused_and_nothing_else_happens() =>
        Gen.OneOf(Gen.String, FilterLike, Clause).Sample(
            text =>
            {
                foreach (var vocabulary in Vocabularies)
                {
                    Refusable(() => vocabulary.Where(text));
                    Refusable(() => vocabulary.OrderBy([text]));
                }
            },
            iter: 2_000);

    [Fact]
    public void A_printed_filter_reads_back_as_itself()
    {
        var read = 0;

        Gen.OneOf(FilterLike, Gen.Select(Clause, Clause).Select((a, b) => $"{a} AND {b}")).Sample(
            text =>
            {
                if (TryRead(text) is not { } clauses) return;
                Interlocked.Increment(ref read);
                Assert.Equal(clauses, SearchParser.Filter(string.Join(" AND ", clauses)));
            },
            iter: 20_000);

        Assert.True(read > 1000, $"Only {read} of the texts were filters.");
    }

    // Pieces of the language in any order: often nearly a filter, sometimes one.
    private static Gen<string> FilterLike => Gen.Select(Words.Array[0, 3], Clause, Words.Array[0, 2], Clause)
        .Select((before, first, between, second) => string.Join(' ', before) + first + " AND " + string.Join(' ', between) + second);

    private static Gen<string> Clause => Gen.Select(Field, OneOf("=", "!=", "<", ">=", "LIKE", "ilike", "IN", "NOT IN", "IS NULL", "is not null", "=="), Value)
        .Select((left, comparator, right) =>
            comparator.StartsWith("is", StringComparison.OrdinalIgnoreCase) ? $"{left} {comparator}" : $"{left} {comparator} {right}");

    private static Gen<string> Field => Gen.OneOf(
        OneOf("name", "`a b`", "\"x\"", "and", "`AND`", "1abc", "metrics.loss", "tags.mlflow.user", "`my tags`.x", "and.`x`", "params.'a\"b`c'", "tags.``"),
        Gen.String[Gen.Char["ab.`'\" _1é"], 0, 6].Select(s => "tags." + s),
        Gen.String[Gen.Char["ab.`'\" _1é"], 0, 6].Select(s => "`" + s + "`"));

    private static Gen<string> Value => Gen.OneOf(
        OneOf("'a'", "\"it's\"", "''", "''''", "1", "-1.5e3", "word", "('a')", "('a', \"b'\",)", "AND", "1e999"),
        Gen.String[Gen.Char["ab'\" \\`"], 0, 6].Select(s => "'" + s + "'"),
        Gen.String[Gen.Char["ab'\" \\`"], 0, 6].Select(s => "\"" + s + "\""));

    private static Gen<string> Words => OneOf("AND", "name", "=", "'a'", "(", ")", ",", ".", "NOT", "IS", "IN", "`", "\"", "1");

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static SearchVocabulary[] Vocabularies { get; } =
    [
        SearchVocabulary.Runs, SearchVocabulary.Experiments, SearchVocabulary.RegisteredModels, SearchVocabulary.ModelVersions,
        SearchVocabulary.LoggedModels([]),
    ];

    private static void Refusable(Action read)
    {
        try
        {
            read();
        }
        catch (MlflowException e)
        {
            Assert.Equal("INVALID_PARAMETER_VALUE", e.MlflowErrorCode);
        }
    }

    private static IReadOnlyList<SearchClause>? TryRead(string text)
    {
        try
        {
            return SearchParser.Filter(text);
        }
        catch (MlflowException)
        {
            return null;
        }
    }
}
