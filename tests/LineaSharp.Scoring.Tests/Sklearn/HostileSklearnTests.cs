using System.IO.Compression;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Damaged models end in a value or in a LineaException: no other error, no hang, no memory beyond the file's measure.</summary>
public sealed class HostileSklearnTests(ITestOutputHelper output)
{
    private const int Mutations = 10_000;
    private const long MostBytes = 256 << 20;

    private static readonly string[] Pickles =
    [
        "sk1.0-linear", "sk1.2-logistic-3", "sk1.0-columns-pipeline", "sk1.9-columns-pipeline", "sk1.2-tree-classifier", "sk1.9-gaussian-nb", "sk1.6-mlp", "sk1.4-svr", "sk1.9-kmeans", "sk1.0-adaboost",
        "sk1.9-scaler-pca-logistic", "sk1.0-svc-rbf", "sk1.2-knn", "sk1.6-hist-gradient-boosting",
    ];

    private static readonly string[] Skops =
    [
        "sklearn-skops-columns-pipeline", "sklearn-skops-tree-classifier", "sklearn-skops-linear", "sklearn-skops-svr", "sklearn-skops-mlp", "sklearn-skops-calibrated", "sklearn-skops-hist-gradient-boosting-nan",
    ];

    [Fact]
    public void Ten_thousand_mutations_of_pickles_predict_or_are_refused()
    {
        var random = new Random(11);
        var originals = Pickles.Select(p => File.ReadAllBytes(Path.Combine(ExpectedPredictions.Folder("pickles", p), "model.pkl"))).ToArray();
        Run(i => Mutation.Of(originals[i % originals.Length], random), PickleRead);
    }

    [Fact]
    public void Ten_thousand_mutations_of_skops_files_predict_or_are_refused()
    {
        var random = new Random(12);
        var originals = Skops.Select(p => File.ReadAllBytes(Path.Combine(ExpectedPredictions.Folder("scoring", p), "model.skops"))).ToArray();
        // Half of them inside of the zip's members, where no checksum finds them.
        var members = originals.Select(Members).ToArray();
        Run(i => i % 2 == 0 ? Mutation.Of(originals[i / 2 % originals.Length], random) : MutatedInside(members[i / 2 % members.Length], random), SkopsRead);
    }

    [Fact]
    public void Ten_thousand_mutations_of_pickles_that_scikit_learn_writes_here_predict_or_are_refused()
    {
        Assert.SkipUnless(RandomModels.AreHere, RandomModels.Reason);
        var folder = Directory.CreateTempSubdirectory("linea-hostile-");
        try
        {
            var originals = RandomModels.Fit(folder.FullName, 0, 336).Where(m => (int)m["index"]! % 7 == 6 && !m.ContainsKey("skipped"))
                .Select(m => File.ReadAllBytes(Path.Combine(folder.FullName, $"{m["index"]}.pkl"))).ToArray();
            var random = new Random(13);
            Run(i => Mutation.Of(originals[i % originals.Length], random), PickleRead);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("pickles/sk1.0-columns-pipeline/model.pkl")]
    [InlineData("pickles/sk1.9-tree-classifier/model.pkl")]
    [InlineData("scoring/sklearn-skops-linear/model.skops")]
    public void A_file_that_is_cut_is_refused(string path)
    {
        var file = File.ReadAllBytes(ExpectedPredictions.Folder(path, ""));
        for (var length = 0; length < file.Length; length += 7)
            Assert.Throws<LineaException>(() => path.EndsWith("pkl", StringComparison.Ordinal) ? PickleRead(file[..length]) : SkopsRead(file[..length]));
    }

    private void Run(Func<int, byte[]> mutated, Func<byte[], object?> read)
    {
        var predicted = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var file = mutated(i);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Predict(SklearnFiles.Load(read(file)));
                predicted++;
            }
            catch (LineaException e) when (e.Code is ErrorCode.CorruptArtifact or ErrorCode.NotSupported)
            {
                // Refused, as it should be.
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        }
        output.WriteLine($"{predicted} of {Mutations} mutations predict, {Mutations - predicted} are refused");
        Assert.InRange(predicted, 1, Mutations - 1);
    }

    private static void Predict(SklearnModel model)
    {
        // A row as long as the file claims would be the test's own memory.
        if (model.FeatureCount is null or > 1000 or < 1) return;
        var rows = new double[model.FeatureCount.Value * 3];
        for (var i = 0; i < rows.Length; i++) rows[i] = i * 0.37 - 1;
        foreach (var method in model.MethodNames)
        {
            try
            {
                RecordedSklearnTests.Ask(model, method, Square(rows, model.FeatureCount.Value));
            }
            catch (ArgumentException e) when (e.ParamName is null)
            {
                // The estimator does not take these numbers: unknown categories, texts that are missing.
            }
        }
    }

    private static double[,] Square(double[] rows, int columns)
    {
        var square = new double[rows.Length / columns, columns];
        Buffer.BlockCopy(rows, 0, square, 0, rows.Length * sizeof(double));
        return square;
    }

    private static object? PickleRead(byte[] file) => PickleReader.Read(file);

    private static object? SkopsRead(byte[] file) => SkopsReader.Read(new MemoryStream(file));

    private static List<(string Name, byte[] Bytes)> Members(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return zip.Entries.Select(e =>
        {
            using var stream = e.Open();
            var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return (e.FullName, bytes.ToArray());
        }).ToList();
    }

    private static byte[] MutatedInside(List<(string Name, byte[] Bytes)> members, Random random)
    {
        var chosen = random.Next(3) == 0 ? random.Next(members.Count) : members.FindIndex(m => m.Name == "schema.json");
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            for (var i = 0; i < members.Count; i++)
            {
                using var entry = zip.CreateEntry(members[i].Name, CompressionLevel.NoCompression).Open();
                entry.Write(i == chosen ? Mutation.Of(members[i].Bytes, random) : members[i].Bytes);
            }
        return stream.ToArray();
    }
}
