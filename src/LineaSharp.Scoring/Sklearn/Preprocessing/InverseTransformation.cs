using LineaSharp.Scoring.Objects;

namespace LineaSharp.Scoring.Sklearn.Preprocessing;

/// <summary>What <c>inverse_transform</c> of a transformer does to a row.</summary>
internal sealed class InverseTransformation
{
    private const double Epsilon = 2.220446049250313e-16;
    private const double Threshold = 1e-7;
    private readonly string _name;
    private readonly int? _width;
    private readonly Action<Span<double>> _apply;
    private readonly bool _refusesNaN;
    private readonly bool _refusesInfinity;

    private InverseTransformation(string name, int? width, Action<Span<double>> apply, bool refusesNaN = false, bool refusesInfinity = true) =>
        (_name, _width, _apply, _refusesNaN, _refusesInfinity) = (name, width, apply, refusesNaN, refusesInfinity);

    /// <exception cref="LineaException">NotSupported: its inverse is none that is computed here. CorruptArtifact: it is not fitted, or damaged.</exception>
    public static InverseTransformation Of(PyObject source, EstimatorReader reader)
    {
        if (!source.Type.Module.StartsWith("sklearn.", StringComparison.Ordinal)) throw SklearnErrors.IsUnknown(source.Type);
        return reader.Inside(() => ByName(source, reader));
    }

    private static InverseTransformation ByName(PyObject source, EstimatorReader reader) => source.Type.Name switch
    {
        "StandardScaler" => Linear(source, source.Flag("with_std"), source.Flag("with_mean") ? source.Vector("mean_") : null),
        "RobustScaler" => Linear(source, source.Flag("with_scaling"), source.Flag("with_centering") ? source.Vector("center_") : null),
        "MaxAbsScaler" => Linear(source, true, null),
        "MinMaxScaler" => MinMax(source),
        "PowerTransformer" => Power(source, reader),
        "QuantileTransformer" => Quantiles(source),
        "FunctionTransformer" => Function(source),
        "Pipeline" => Steps(source, reader),
        _ => throw SklearnErrors.HasUnknown(source.Type.Name, "predictions that it is to transform back"),
    };

    /// <summary>Transforms a row back, in place.</summary>
    public void Apply(Span<double> row)
    {
        if (_width is { } width && width != row.Length) throw SklearnErrors.IsInconsistent(_name, $"it transforms {width} targets, and {row.Length} are predicted");
        foreach (var value in row)
            if ((double.IsNaN(value) && _refusesNaN) || (double.IsInfinity(value) && _refusesInfinity))
                throw new ArgumentException($"The model predicts {value}, which {_name} does not accept.");
        _apply(row);
    }

    private static InverseTransformation Linear(PyObject source, bool isScaled, double[]? shift)
    {
        var scale = isScaled ? source.Vector("scale_", shift?.Length ?? -1) : null;
        return new(source.Type.Name, scale?.Length ?? shift?.Length, row =>
        {
            for (var i = 0; i < row.Length; i++) row[i] = row[i] * (scale?[i] ?? 1) + (shift?[i] ?? 0);
        });
    }

    private static InverseTransformation MinMax(PyObject source)
    {
        var scale = source.Vector("scale_");
        var min = source.Vector("min_", scale.Length);
        return new(source.Type.Name, scale.Length, row =>
        {
            for (var i = 0; i < row.Length; i++) row[i] = (row[i] - min[i]) / scale[i];
        });
    }

    private static InverseTransformation Power(PyObject source, EstimatorReader reader)
    {
        var lambdas = source.Vector("lambdas_");
        var isBoxCox = source.Text("method") == "box-cox";
        var scaler = source.Flag("standardize") ? Of(source.Object("_scaler"), reader) : null;
        return new(source.Type.Name, lambdas.Length, row =>
        {
            scaler?.Apply(row);
            for (var i = 0; i < row.Length; i++) row[i] = isBoxCox ? FromBoxCox(row[i], lambdas[i]) : FromYeoJohnson(row[i], lambdas[i]);
        });
    }

    private static double FromBoxCox(double x, double lambda) => lambda == 0 ? Math.Exp(x) : Math.Pow(x * lambda + 1, 1 / lambda);

    private static double FromYeoJohnson(double x, double lambda)
    {
        if (double.IsNaN(x)) return x;
        if (x >= 0) return Math.Abs(lambda) < Epsilon ? Math.Exp(x) - 1 : Math.Pow(x * lambda + 1, 1 / lambda) - 1;
        return Math.Abs(lambda - 2) > Epsilon ? 1 - Math.Pow(-(2 - lambda) * x + 1, 1 / (2 - lambda)) : 1 - Math.Exp(-x);
    }

    private static InverseTransformation Quantiles(PyObject source)
    {
        var references = source.Vector("references_");
        if (references.Length == 0) throw source.Other("references_", "at least one number");
        var quantiles = source.Matrix("quantiles_", references.Length);
        var isNormal = source.Text("output_distribution") == "normal";
        var columns = Enumerable.Range(0, quantiles.Columns).Select(c => Enumerable.Range(0, quantiles.Rows).Select(r => quantiles[r, c]).ToArray()).ToArray();
        return new(source.Type.Name, columns.Length, row =>
        {
            for (var i = 0; i < row.Length; i++) row[i] = At(row[i], columns[i]);
        });

        double At(double x, double[] values)
        {
            if (double.IsNaN(x)) return x;
            var place = isNormal ? NormalDistribution.Cdf(x) : x;
            if (isNormal ? place - Threshold < 0 : place == 0) return values[0];
            return (isNormal ? place + Threshold > 1 : place == 1) ? values[^1] : Interpolation.At(place, references, values);
        }
    }

    private static InverseTransformation Function(PyObject source)
    {
        var function = source.Find("inverse_func");
        var computed = NumpyFunctions.Find(function);
        if ((function is not null && computed is null) || FunctionOfNumbers.HasArguments(source.Find("inv_kw_args")))
            throw SklearnErrors.HasUnknown(source.Type.Name, $"the inverse function {function as PyGlobal ?? (object)"of its own"}");
        var isValidated = source.Flag("validate", false);
        return new(source.Type.Name, null, row =>
        {
            for (var i = 0; i < row.Length && computed is not null; i++) row[i] = computed(row[i]);
        }, isValidated, isValidated);
    }

    private static InverseTransformation Steps(PyObject source, EstimatorReader reader)
    {
        var steps = BackwardSteps(source, reader);
        return new(source.Type.Name, null, row =>
        {
            foreach (var step in steps) step.Apply(row);
        }, refusesInfinity: false);
    }

    private static InverseTransformation[] BackwardSteps(PyObject source, EstimatorReader reader) =>
        source.Sequence("steps").Items.Select(s => s is PySequence { Count: 2 } pair ? pair[1] : throw source.Other("steps", "pairs of a name and an estimator"))
            .Where(s => s is not (null or "passthrough")).Select(s => Of(s as PyObject ?? throw source.Other("steps", "transformers"), reader)).Reverse().ToArray();
}
