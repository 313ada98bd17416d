using LineaSharp.Scoring.Objects;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Objects;

public sealed class RecordedObjectsTests
{
    public static TheoryData<string, string> Files()
    {
        var data = new TheoryData<string, string>();
        foreach (var set in (string[])["scoring", "pickles", "models", "models-v2", "models-v317"])
            foreach (var folder in Directory.EnumerateDirectories(ExpectedPredictions.Folder(set, "")).Order(StringComparer.Ordinal))
                foreach (var file in Directory.EnumerateFiles(folder, "model.*").Select(Path.GetFileName).Where(f => f is "model.pkl" or "model.skops" or "model.statsmodels"))
                    data.Add($"{set}/{Path.GetFileName(folder)}", file!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_recorded_pickle_and_skops_file_is_read_as_data(string directory, string file)
    {
        var path = Path.Combine(ExpectedPredictions.Folder(directory, ""), file);

        var root = file == "model.skops" ? SkopsReader.ReadFile(path) : PickleReader.ReadFile(path);

        var model = Assert.IsType<PyObject>(root);
        Assert.NotEmpty(model.Attributes.Entries);
    }

    [Fact]
    public void Pickle_and_skops_of_one_model_hold_the_same_numbers()
    {
        var pickle = (PyObject)PickleReader.ReadFile(Path.Combine(ExpectedPredictions.Folder("models-v317", "sklearn-pickle"), "model.pkl"))!;
        var skops = (PyObject)SkopsReader.ReadFile(Path.Combine(ExpectedPredictions.Folder("models-v317", "sklearn-skops"), "model.skops"))!;

        Assert.Equal(pickle.Type, skops.Type);
        Assert.Equal(pickle.Array("coef_").Shape, skops.Array("coef_").Shape);
        Assert.Equal(pickle.Array("coef_").ToDoubles(), skops.Array("coef_").ToDoubles());
        Assert.Equal(pickle.Array("feature_names_in_").ToValues(), skops.Array("feature_names_in_").ToValues());
    }
}
