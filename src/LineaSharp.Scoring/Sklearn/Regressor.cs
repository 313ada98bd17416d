using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>An estimator that predicts numbers.</summary>
internal abstract class Regressor(PyObject source) : Estimator(source)
{
    public override Methods Methods => Methods.Predict;
}
