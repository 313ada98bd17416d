using LineaSharp.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Xunit;

namespace LineaSharp.MLNet.Tests;

public sealed class SchemaSignatureTests
{
    [Fact]
    public async Task Every_type_of_ML_NET_has_its_type_of_MLflow()
    {
        var data = Some.Context.Data.LoadFromEnumerable(new[] { new Wide() });
        var model = Some.Context.Transforms.CopyColumns("Copy", nameof(Wide.Single)).Fit(data);

        using var saved = await TempModel.SaveAsync(new MLNetModel(model, data.Schema));

        var types = saved.Directory.Manifest.Signature!.Inputs!.Cast<ColumnSpec>().ToDictionary(c => c.Name!, c => c.Type);
        Assert.Equal(
            new Dictionary<string, ColumnType>
            {
                ["Single"] = ColumnType.Float, ["Double"] = ColumnType.Double, ["Int32"] = ColumnType.Integer, ["Int64"] = ColumnType.Long, ["Boolean"] = ColumnType.Boolean,
                ["Text"] = ColumnType.String, ["DateTime"] = ColumnType.DateTime, ["Offset"] = ColumnType.DateTime, ["Duration"] = ColumnType.String, ["SByte"] = ColumnType.Integer,
                ["Byte"] = ColumnType.Integer, ["Int16"] = ColumnType.Integer, ["UInt16"] = ColumnType.Integer, ["UInt32"] = ColumnType.Long, ["UInt64"] = ColumnType.Long,
                ["Key"] = ColumnType.Long, ["Bytes"] = ColumnType.Binary, ["Fixed"] = ColumnType.ArrayOf(ColumnType.Float), ["Free"] = ColumnType.ArrayOf(ColumnType.Double),
                ["Texts"] = ColumnType.ArrayOf(ColumnType.String),
            },
            types);
        Assert.Equal([new ColumnSpec("Copy", ColumnType.Float)], saved.Directory.Manifest.Signature.Outputs!);
        Assert.Equal(["Single"], saved.Directory.Manifest.Signature.Inputs!.Cast<ColumnSpec>().Where(c => c.Required).Select(c => c.Name));
    }

    [Fact]
    public async Task A_multiclass_model_gives_its_label_as_the_text_that_it_was_trained_with()
    {
        var rows = Enumerable.Range(0, 90).Select(i => new Flower { Petal = i % 3 + i / 1000f, Species = "abc"[i % 3].ToString() });
        var data = Some.Context.Data.LoadFromEnumerable(rows);
        var options = new SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1, MaximumNumberOfIterations = 20 };
        var model = Some.Context.Transforms.Conversion.MapValueToKey("Label", nameof(Flower.Species))
            .Append(Some.Context.Transforms.Concatenate("Features", nameof(Flower.Petal)))
            .Append(Some.Context.MulticlassClassification.Trainers.SdcaMaximumEntropy(options))
            .Append(Some.Context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);

        using var saved = await TempModel.SaveAsync(new MLNetModel(model, data.Schema));

        var signature = saved.Directory.Manifest.Signature!;
        Assert.Equal([new ColumnSpec("Petal", ColumnType.Float), new ColumnSpec("Species", ColumnType.String, required: false)], signature.Inputs!);
        Assert.Equal(ColumnType.String, signature.Outputs!.Cast<ColumnSpec>().Single(c => c.Name == "PredictedLabel").Type);
        Assert.Equal(ColumnType.ArrayOf(ColumnType.Float), signature.Outputs!.Cast<ColumnSpec>().Single(c => c.Name == "Score").Type);
        Assert.Equal(2, signature.Outputs!.Count);
    }

    private sealed class Flower
    {
        public float Petal { get; set; }

        public string Species { get; set; } = "";
    }

    private sealed class Wide
    {
        public float Single { get; set; }
        public double Double { get; set; }
        public int Int32 { get; set; }
        public long Int64 { get; set; }
        public bool Boolean { get; set; }
        public string Text { get; set; } = "";
        public DateTime DateTime { get; set; }
        public DateTimeOffset Offset { get; set; }
        public TimeSpan Duration { get; set; }
        public sbyte SByte { get; set; }
        public byte Byte { get; set; }
        public short Int16 { get; set; }
        public ushort UInt16 { get; set; }
        public uint UInt32 { get; set; }
        public ulong UInt64 { get; set; }
        [KeyType(10)]
        public uint Key { get; set; }
        public byte[] Bytes { get; set; } = [];
        [VectorType(4)]
        public float[] Fixed { get; set; } = new float[4];
        public double[] Free { get; set; } = [];
        public string[] Texts { get; set; } = [];
    }
}
