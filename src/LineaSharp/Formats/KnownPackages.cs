using System.Diagnostics.CodeAnalysis;

namespace LineaSharp.Formats;

/// <summary>Values, recorded names and places that a package of the project handles: what is not registered is an error that names the package.</summary>
internal static class KnownPackages
{
    private static readonly Package MLNet = new("LineaSharp.MLNet", "new MLNetFlavor()");
    private static readonly Package Onnx = new("LineaSharp.Onnx", "new OnnxFlavor()");
    private static readonly Package TorchSharp = new("LineaSharp.TorchSharp", "new TorchSharpFlavor()");
    private static readonly Package XGBoost = new("LineaSharp.XGBoost", "new XGBoostFlavor()");
    private static readonly Package LightGbm = new("LineaSharp.LightGbm", "new LightGbmFlavor()");
    private static readonly Package Python = new("LineaSharp.Python", "new PythonFlavor()");
    private static readonly Package Computed = Python with { Note = " for the Python object, or LineaSharp.Scoring and Linea.Use(new NativeScoring()) to predict without Python" };
    private static readonly Package DataFrames = new("LineaSharp.DataFrames", "new ParquetFormat()");

    private static readonly Dictionary<string, Package> ByType = new(StringComparer.Ordinal)
    {
        ["Microsoft.ML.ITransformer"] = MLNet,
        ["Microsoft.ML.OnnxRuntime.InferenceSession"] = Onnx,
        ["TorchSharp.torch+nn+Module"] = TorchSharp,
        ["LineaSharp.Onnx.OnnxModel"] = Onnx,
        ["LineaSharp.XGBoost.Booster"] = XGBoost,
        ["LineaSharp.LightGbm.Booster"] = LightGbm,
        ["Microsoft.ML.IDataView"] = DataFrames,
        ["Microsoft.Data.Analysis.DataFrame"] = DataFrames,
        ["Apache.Arrow.Table"] = DataFrames,
        ["Apache.Arrow.RecordBatch"] = DataFrames,
        ["LineaSharp.Models.Table"] = DataFrames,
        ["LineaSharp.Python.PythonObject"] = Python with { Note = ", which saves models; of any other Python object save what its GetValue gives" },
    };

    private static readonly Dictionary<string, Package> ByName = new(StringComparer.Ordinal)
    {
        ["mlnet"] = MLNet,
        ["onnx"] = Onnx,
        ["torchsharp"] = TorchSharp,
        ["xgboost"] = XGBoost,
        ["lightgbm"] = LightGbm,
        ["sklearn"] = Computed,
        ["statsmodels"] = Computed,
        ["prophet"] = Computed,
        ["catboost"] = Computed,
        ["pytorch"] = Python,
        ["tensorflow"] = Python,
        ["keras"] = Python,
        ["transformers"] = Python,
        ["sentence_transformers"] = Python,
        ["spacy"] = Python,
        ["h2o"] = Python,
        ["paddle"] = Python,
        ["spark"] = Python,
        ["pmdarima"] = Python,
        ["pyfunc"] = Python,
        ["python_function"] = Python,
        ["parquet"] = DataFrames,
        ["arrow"] = DataFrames,
    };

    /// <summary>What to add for values of that type (<c>LineaSharp.MLNet: add the package and Linea.Use(new MLNetFlavor())</c>), or null.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "An interface that was trimmed away is one that the program does not use; then JSON's own check decides.")]
    public static string? Find(Type type)
    {
        for (var known = type; known is not null; known = known.BaseType)
            if (FindExactly(known) is { } package) return package.Advice;
        foreach (var known in type.GetInterfaces())
            if (FindExactly(known) is { } package) return package.Advice;
        return null;
    }

    /// <summary>What to add for a format or flavor of that recorded name, or null.</summary>
    public static string? Find(string name) => ByName.GetValueOrDefault(name)?.Advice;

    /// <summary>The package that reaches places of a URI scheme, or null.</summary>
    public static string? FindForScheme(string scheme) => scheme switch
    {
        "s3" => "LineaSharp.Aws",
        "wasb" or "wasbs" or "abfs" or "abfss" => "LineaSharp.Azure",
        _ => null,
    };

    private static Package? FindExactly(Type type) => type.FullName is { } name ? ByType.GetValueOrDefault(name) : null;

    private sealed record Package(string Name, string Part)
    {
        /// <summary>What else there is to know.</summary>
        public string? Note { get; init; }

        public string Advice => $"{Name}: add the package and Linea.Use({Part}){Note}";
    }
}
