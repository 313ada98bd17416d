using LineaSharp.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Quickstart;

/// <summary>Tells a penguin's species from its measurements.</summary>
internal sealed class SpeciesClassifier
{
    private readonly MLContext _ml;

    private SpeciesClassifier(MLContext ml, MLNetModel model, List<Penguin> heldOut, int trainingRows)
    {
        _ml = ml;
        Model = model;
        HeldOut = heldOut;
        TrainingRows = trainingRows;
        var quality = ml.MulticlassClassification.Evaluate(model.Transformer.Transform(ml.Data.LoadFromEnumerable(heldOut)));
        (Accuracy, LogLoss) = (quality.MicroAccuracy, quality.LogLoss);
    }

    public MLNetModel Model { get; }

    public List<Penguin> HeldOut { get; }

    public int TrainingRows { get; }

    public double Accuracy { get; }

    public double LogLoss { get; }

    public static SpeciesClassifier Train(List<Penguin> penguins)
    {
        var ml = new MLContext(seed: 7);
        // Every fifth penguin is held out; the file is sorted by species, so all species are in both parts.
        var heldOut = penguins.Where((_, i) => i % 5 == 0).ToList();
        var training = ml.Data.LoadFromEnumerable(penguins.Where((_, i) => i % 5 != 0).ToList());

        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Penguin.Species))
            .Append(ml.Transforms.Concatenate("Features", nameof(Penguin.BillLength), nameof(Penguin.BillDepth), nameof(Penguin.FlipperLength), nameof(Penguin.BodyMass)))
            .Append(ml.Transforms.NormalizeMeanVariance("Features"))
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new() { NumberOfThreads = 1, MaximumNumberOfIterations = 50 }))
            .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        return new SpeciesClassifier(ml, new MLNetModel(pipeline.Fit(training), training.Schema), heldOut, penguins.Count - heldOut.Count);
    }

    /// <summary>The predicted species of the held-out penguins, with the scores of all species.</summary>
    public IReadOnlyList<string> Predict(ITransformer model) =>
        _ml.Data.CreateEnumerable<Prediction>(model.Transform(_ml.Data.LoadFromEnumerable(HeldOut)), reuseRowObject: false)
            .Select(p => $"{p.PredictedLabel} {string.Join(' ', p.Score)}")
            .ToList();

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
