using LineaSharp.Mlflow;
using LineaSharp.Mlflow.Search;
using Xunit;

namespace LineaSharp.Tests.Mlflow.Search;

/// <summary>What one search allows and another does not.</summary>
public sealed class SearchVocabularyTests
{
    [Theory]
    [InlineData("runs", "attribute", "attributes", "attr", "run")]
    [InlineData("experiments", "attribute")]
    [InlineData("registered models", "attribute")]
    [InlineData("model versions", "attribute")]
    [InlineData("logged models", "attributes")]
    public void An_attribute_is_written_bare_or_behind_a_word_that_the_search_knows(string search, params string[] prefixes)
    {
        var key = search == "runs" ? "run_name" : "name";

        Assert.Null(CodeOf(() => Vocabulary(search).Where($"{key} = 'x'")));
        Assert.Equal(prefixes, new[] { "attribute", "attributes", "attr", "run", "column" }.Where(p => CodeOf(() => Vocabulary(search).Where($"{p}.{key} = 'x'")) is null));
    }

    [Theory]
    [InlineData("runs", "attributes.start_time", null)]
    [InlineData("experiments", "attribute.name", null)]
    [InlineData("experiments", "attributes.name", "INVALID_PARAMETER_VALUE")]
    [InlineData("model versions", "attribute.name", null)]
    [InlineData("registered models", "name", null)]
    [InlineData("registered models", "attribute.name", "INVALID_PARAMETER_VALUE")]
    public void An_order_names_an_attribute_as_a_filter_does_but_for_registered_models(string search, string order, string? code) =>
        Assert.Equal(code, CodeOf(() => Vocabulary(search).OrderBy([order])));

    [Theory]
    [InlineData("runs", "start_time", "created DESC", "INVALID_PARAMETER_VALUE")]
    [InlineData("registered models", "timestamp", "last_updated_timestamp DESC", "INVALID_PARAMETER_VALUE")]
    [InlineData("model versions", "name", "name DESC", "INVALID_PARAMETER_VALUE")]
    [InlineData("experiments", "name", "name DESC", null)]
    [InlineData("logged models", "creation_time", "creation_timestamp DESC", null)]
    public void What_stands_twice_in_an_order_is_refused_or_says_nothing_the_second_time(string search, string first, string second, string? code)
    {
        Assert.Equal(code, CodeOf(() => Vocabulary(search).OrderBy([first, second])));
        if (code is null) Assert.Equal(Vocabulary(search).OrderBy([first]).ToString(), Vocabulary(search).OrderBy([first, second]).ToString());
    }

    [Fact]
    public void A_comparator_that_is_refused_is_shown_with_what_it_was_to_compare()
    {
        var error = Assert.Throws<MlflowException>(() => Vocabulary("runs").Where("metrics.loss LIKE '0%'"));

        Assert.Equal("<metrics.loss LIKE '0%'> cannot be asked: 'metrics.loss' is not compared by LIKE. It is by =, !=, <, <=, >, >=.", error.Message);
    }

    private static SearchVocabulary Vocabulary(string search) => search switch
    {
        "runs" => SearchVocabulary.Runs,
        "experiments" => SearchVocabulary.Experiments,
        "registered models" => SearchVocabulary.RegisteredModels,
        "model versions" => SearchVocabulary.ModelVersions,
        "logged models" => SearchVocabulary.LoggedModels([]),
        _ => throw new ArgumentException(search),
    };

    private static string? CodeOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (MlflowException e)
        {
            return e.MlflowErrorCode;
        }
    }
}
