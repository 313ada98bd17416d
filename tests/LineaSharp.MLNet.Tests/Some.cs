using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace LineaSharp.MLNet.Tests;

/// <summary>Small models, trained on one thread so that they are the same every time.</summary>
internal static class Some
{
    public static readonly MLContext Context = new(seed: 1);

    private static readonly Lazy<MLNetModel> Trained = new(Train);

    public static Visit[] Visits { get; } = [.. Enumerable.Range(0, 150).Select(i => new Visit { Pages = i % 10, Minutes = i % 7 / 2f, Browser = i % 2 == 0 ? "x" : "y", Bought = i % 3 == 0 })];

    /// <summary>A binary classifier of <see cref="Visits"/>; its label is the column Bought.</summary>
    public static MLNetModel Classifier() => Trained.Value;

    public static float[] Scores(ITransformer model) =>
        [.. model.Transform(Context.Data.LoadFromEnumerable(Visits)).GetColumn<float>("Score")];

    private static MLNetModel Train()
    {
        var data = Context.Data.LoadFromEnumerable(Visits);
        var options = new SdcaLogisticRegressionBinaryTrainer.Options { LabelColumnName = nameof(Visit.Bought), NumberOfThreads = 1, MaximumNumberOfIterations = 50 };
        var pipeline = Context.Transforms.Text.FeaturizeText("BrowserFeatures", nameof(Visit.Browser))
            .Append(Context.Transforms.Concatenate("Features", nameof(Visit.Pages), nameof(Visit.Minutes), "BrowserFeatures"))
            .Append(Context.BinaryClassification.Trainers.SdcaLogisticRegression(options));
        return new MLNetModel(pipeline.Fit(data), data.Schema);
    }
}

internal sealed class Visit
{
    public float Pages { get; set; }

    public float Minutes { get; set; }

    public string Browser { get; set; } = "";

    public bool Bought { get; set; }
}
