using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>An estimator that makes new columns of numbers out of columns of numbers.</summary>
internal abstract class Transformer(PyObject source) : Estimator(source)
{
    public override Methods Methods => Methods.Transform;

    public override Features Transform(Features x) => Features.Of(Transform(Numbers(x)));

    protected abstract Matrix Transform(Matrix x);
}
