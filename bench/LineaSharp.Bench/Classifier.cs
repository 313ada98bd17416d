using LineaSharp.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LineaSharp.Bench;

/// <summary>A small real model: ML.NET's logistic regression on two features.</summary>
internal static class Classifier
{
    private sealed class Point
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }
    }

    public static MLNetModel Train()
    {
        var context = new MLContext(seed: 1);
        var random = new Random(1);
        var points = Enumerable.Range(0, 200).Select(_ => (X: random.NextSingle(), Y: random.NextSingle())).Select(p => new Point { Features = [p.X, p.Y], Label = p.X > p.Y });
        var data = context.Data.LoadFromEnumerable(points.ToArray());
        var learner = context.Transforms.NormalizeMinMax(nameof(Point.Features)).Append(context.BinaryClassification.Trainers.LbfgsLogisticRegression());
        return new MLNetModel(learner.Fit(data), data.Schema);
    }
}
