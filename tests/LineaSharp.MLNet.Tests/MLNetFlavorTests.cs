using LineaSharp.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LineaSharp.MLNet.Tests;

public sealed class MLNetFlavorTests
{
    [Fact]
    public async Task The_manifest_says_which_file_which_library_and_which_types()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());

        var flavor = saved.Directory.Manifest.Flavor("mlnet");

        Assert.Equal("model.zip", flavor.GetString("data"));
        Assert.Equal(MLNetFlavor.LibraryVersion, flavor.GetString("mlnet_version"));
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+", MLNetFlavor.LibraryVersion);
        Assert.DoesNotContain("+", MLNetFlavor.LibraryVersion, StringComparison.Ordinal);
        Assert.StartsWith("TransformerChain<BinaryPredictionTransformer<CalibratedModelParametersBase<", flavor.GetString("model_type"), StringComparison.Ordinal);
        Assert.Equal("ColumnConcatenatingTransformer", Assert.IsAssignableFrom<IReadOnlyList<object?>>(flavor["transformers"])[1]);
        Assert.Equal(true, flavor["input_schema"]);
        Assert.Equal(["mlnet"], saved.Directory.Manifest.Flavors.Keys);
        Assert.False(File.Exists(Path.Combine(saved.Directory.Path, "conda.yaml")));
        Assert.Equal(new FileInfo(saved.Zip).Length, saved.Directory.Manifest.ModelSizeBytes);
    }

    [Fact]
    public async Task The_signature_comes_from_the_schema_and_the_label_is_optional()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());

        Assert.Equal(
            new ModelSignature
            {
                Inputs =
                [
                    new ColumnSpec("Pages", ColumnType.Float), new ColumnSpec("Minutes", ColumnType.Float), new ColumnSpec("Browser", ColumnType.String),
                    new ColumnSpec("Bought", ColumnType.Boolean, required: false),
                ],
                Outputs = [new ColumnSpec("PredictedLabel", ColumnType.Boolean), new ColumnSpec("Score", ColumnType.Float), new ColumnSpec("Probability", ColumnType.Float)],
            },
            saved.Directory.Manifest.Signature);
    }

    [Fact]
    public async Task The_callers_signature_wins()
    {
        var given = new ModelSignature { Inputs = [new ColumnSpec("Pages", ColumnType.Double)] };

        using var saved = await TempModel.SaveAsync(Some.Classifier(), new() { Signature = given });

        Assert.Equal(given, saved.Directory.Manifest.Signature);
    }

    [Fact]
    public async Task A_bare_transformer_is_saved_without_schema_and_comes_back_either_way()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier().Transformer);

        var model = Assert.IsType<MLNetModel>(await saved.LoadAsync<MLNetModel>());

        Assert.Null(model.InputSchema);
        Assert.Null(saved.Directory.Manifest.Signature);
        Assert.Equal(false, saved.Directory.Manifest.Flavor("mlnet")["input_schema"]);
        Assert.Equal(Some.Scores(Some.Classifier().Transformer), Some.Scores(model.Transformer));
        Assert.IsAssignableFrom<ITransformer>(await saved.LoadAsync<object>());
    }

    [Fact]
    public async Task A_model_saved_with_its_schema_comes_back_as_a_transformer_too()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());

        Assert.Equal(Some.Scores(Some.Classifier().Transformer), Some.Scores((ITransformer)await saved.LoadAsync<ITransformer>()));
        Assert.IsType<TransformerChain<ITransformer>>(await saved.LoadAsync<TransformerChain<ITransformer>>());
    }

    [Fact]
    public async Task A_class_of_transformer_that_the_model_is_not_of_is_a_type_mismatch_that_names_both()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());

        var error = await Assert.ThrowsAsync<LineaException>(() => saved.LoadAsync<ColumnConcatenatingTransformer>());

        Assert.Equal(ErrorCode.TypeMismatch, error.Code);
        Assert.Contains("TransformerChain<ITransformer>", error.Message, StringComparison.Ordinal);
        Assert.Contains("ColumnConcatenatingTransformer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loaded_model_predicts_one_row_at_a_time()
    {
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        var model = (MLNetModel)await saved.LoadAsync<MLNetModel>();

        using var engine = Some.Context.Model.CreatePredictionEngine<Visit, Purchase>(model.Transformer, model.InputSchema);
        using var before = Some.Context.Model.CreatePredictionEngine<Visit, Purchase>(Some.Classifier().Transformer);

        Assert.Equal(before.Predict(Some.Visits[7]).Score, engine.Predict(Some.Visits[7]).Score);
    }

    [Fact]
    public async Task A_schema_that_does_not_fit_the_model_is_the_callers_error_and_writes_nothing()
    {
        var other = Some.Context.Data.LoadFromEnumerable(new[] { new Purchase() }).Schema;
        var folder = Directory.CreateTempSubdirectory("linea-mlnet-");
        try
        {
            var directory = ModelDirectory.Create(folder.FullName);

            await Assert.ThrowsAnyAsync<ArgumentException>(() => new MLNetFlavor().SaveAsync(Some.Classifier() with { InputSchema = other }, directory, TestContext.Current.CancellationToken));

            Assert.Empty(folder.EnumerateFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Many_threads_may_use_one_flavor()
    {
        var flavor = new MLNetFlavor();
        using var saved = await TempModel.SaveAsync(Some.Classifier());
        var expected = Some.Scores(Some.Classifier().Transformer);

        var loaded = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => flavor.LoadAsync(ModelDirectory.Open(saved.Directory.Path), typeof(ITransformer), TestContext.Current.CancellationToken))));

        foreach (var model in loaded) Assert.Equal(expected, Some.Scores((ITransformer)model));
    }

    private sealed class Purchase
    {
        public float Score { get; set; }
    }
}
