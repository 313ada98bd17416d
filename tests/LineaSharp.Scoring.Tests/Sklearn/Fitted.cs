using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>Fitted estimators as a file would hold them, made by hand.</summary>
internal static class Fitted
{
    public static PyObject Some(string type, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var state = new PyDict();
        foreach (var (name, value) in attributes) state.Set(name, value);
        var module = type.StartsWith("XGB", StringComparison.Ordinal) ? "xgboost.sklearn" : type.StartsWith("CatBoost", StringComparison.Ordinal) ? "catboost.core" : "sklearn.some";
        return new PyObject(new PyGlobal(module, type), PyTuple.Empty) { State = state };
    }

    public static PyArray Numbers(params double[] values) => Array([values.Length], values);

    public static PyArray Square(int rows, int columns, params double[] values) => Array([rows, columns], values);

    public static PyObject Ridge => Some("Ridge", ("coef_", Numbers(0.5, 2)), ("intercept_", 1.0), ("n_features_in_", 2L));

    private static PyArray Array(int[] shape, double[] values) => new PyArray(ReadBudget.ForFile("A test", 8L * values.Length))
        .Fill(PyDtype.Parse("f8")!, shape, values.SelectMany(BitConverter.GetBytes).ToArray(), false);
}
