using LineaSharp.Internal;
using LineaSharp.Models;
using LineaSharp.Testing;
using Xunit;

namespace LineaSharp.Python.Tests;

/// <summary>Models of scikit-learn, pickled.</summary>
public sealed class SklearnConformanceTests() : PythonFlavorConformance(Shared, "forest")
{
    private static readonly PythonFlavor Shared = new(TestPython.Options);

    protected override bool FilesRunCode => true;
}

/// <summary>XGBoost's own models.</summary>
public sealed class XGBoostConformanceTests() : PythonFlavorConformance(Shared, "booster")
{
    private static readonly PythonFlavor Shared = new(TestPython.Options);
}

/// <summary>XGBoost's models for scikit-learn.</summary>
public sealed class XGBoostClassifierConformanceTests() : PythonFlavorConformance(Shared, "classifier")
{
    private static readonly PythonFlavor Shared = new(TestPython.Options);

    protected override int Flips => 20;
}

/// <summary>Results of statsmodels.</summary>
public sealed class StatsmodelsConformanceTests() : PythonFlavorConformance(Shared, "ols")
{
    private static readonly PythonFlavor Shared = new(TestPython.Options);

    protected override bool FilesRunCode => true;
}

/// <summary>Prophet, of which only a stand-in can be had here: the worker's own code is what is tested.</summary>
public sealed class ProphetConformanceTests() : PythonFlavorConformance(Shared, "prophet")
{
    private static readonly PythonFlavor Shared = new(TestPython.Options with { SearchPaths = [TestPython.StandIns] });
}

public abstract class PythonFlavorConformance : FlavorConformance<PythonObject>
{
    private readonly PythonFlavor _flavor;
    private readonly string _model;

    protected PythonFlavorConformance(PythonFlavor flavor, string model)
    {
        TestPython.Need([.. Models.Made[model].Modules, "pandas"]);
        (_flavor, _model) = (flavor, model);
    }

    protected override IModelFlavor Flavor => _flavor;

    protected override bool FilesCarryChecksums => false;

    // A garbled file may end the worker; the flavor starts a new one, and the model is made again there.
    protected override PythonObject Make() => Blocking.Run(async () => await Models.MakeAsync(await _flavor.GetSessionAsync(), _model));

    protected override void AssertSame(PythonObject expected, PythonObject actual)
    {
        Assert.Equal(expected.TypeName, actual.TypeName);
        Assert.Equal(Blocking.Run(() => Models.PredictAsync(expected)), Blocking.Run(() => Models.PredictAsync(actual)));
    }
}
