using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Rows;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>FunctionTransformer without a function: the columns as they are.</summary>
internal sealed class FunctionTransformer : Estimator
{
    public FunctionTransformer(PyObject source) : base(source)
    {
        var function = source.Find("func");
        // Histogram boosting puts one around scikit-learn's own check of its input.
        if (function is PyObject { Type: { Module: "functools", Name: "partial" } } partial) function = partial.Arguments.Items.FirstOrDefault();
        if (function is not (null or PyGlobal { Module: "sklearn.utils.validation", Name: "check_array" }))
            throw SklearnErrors.HasUnknown(Name, $"the function {function as PyGlobal ?? (object)"of its own"}");
        Transform = OfColumns(SelectFunction.All(FeatureCount));
    }
}
