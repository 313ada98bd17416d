using LineaSharp.Models;

namespace LineaSharp.Python.Tests;

/// <summary>Small models, trained in Python, and a table that all of them predict on.</summary>
internal static class Models
{
    public static readonly Table Rows = new(
        new TableColumn("f0", new[] { 0.549, 0.715, 0.603, 0.1 }), new TableColumn("f1", new[] { 0.36, 0.437, 0.9, 0.2 }), new TableColumn("f2", new[] { 2.0, 3, 1, 0 }));

    /// <summary>By name: the modules that it needs, and the code that makes it.</summary>
    public static readonly IReadOnlyDictionary<string, (string[] Modules, string Code)> Made = new Dictionary<string, (string[], string)>
    {
        ["logistic"] = (["sklearn", "cloudpickle"], "from sklearn.linear_model import LogisticRegression\nlogistic = LogisticRegression().fit(X, y)"),
        ["forest"] = (["sklearn", "cloudpickle"], "from sklearn.ensemble import RandomForestClassifier\nforest = RandomForestClassifier(5, random_state=1).fit(X, y)"),
        ["pipeline"] = (["sklearn", "cloudpickle"],
            "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import FunctionTransformer\nfrom sklearn.linear_model import Ridge\n"
            + "def doubled(t): return t * 2\npipeline = make_pipeline(FunctionTransformer(doubled), Ridge()).fit(X, y)"),
        ["booster"] = (["xgboost"], "import xgboost\nbooster = xgboost.train({'objective': 'binary:logistic', 'max_depth': 2}, xgboost.DMatrix(X, y), 4)"),
        ["classifier"] = (["xgboost", "sklearn"], "import xgboost\nclassifier = xgboost.XGBClassifier(n_estimators=4, max_depth=2).fit(X, y)"),
        ["ols"] = (["statsmodels"], "import statsmodels.api as sm\nols = sm.OLS(X['f0'] * 2 + y, X).fit()"),
        ["formula"] = (["statsmodels"], "import statsmodels.formula.api as smf\nformula = smf.ols('target ~ f0 + np.log(f2 + 1)', X.assign(target=y)).fit()"),
        ["prophet"] = (["pandas"], "from prophet import Prophet\nprophet = Prophet().fit(pd.DataFrame({'ds': pd.date_range('2020-01-01', periods=30), 'y': np.arange(30) * 2.0 + 1}))"),
    };

    private const string Data =
        "import numpy as np, pandas as pd\nrandom = np.random.RandomState(7)\nX = pd.DataFrame({'f0': random.rand(60), 'f1': random.rand(60), 'f2': random.randint(0, 4, 60).astype(float)})\n"
        + "y = (X['f0'] + X['f1'] + X['f2'] / 4 > 1.4).astype(int)\n";

    /// <summary>The model of that name, trained once in every session.</summary>
    public static async Task<PythonObject> MakeAsync(PythonSession session, string name)
    {
        TestPython.Need([.. Made[name].Modules, "pandas"]);
        await session.RunAsync($"if '{name}' not in globals():\n    exec({Quoted(Data + Made[name].Code)}, globals())");
        return await session.GetAsync(name);
    }

    /// <summary>What a model of any of the libraries predicts for <see cref="Rows"/>.</summary>
    public static async Task<double[]> PredictAsync(PythonObject model, Table? rows = null)
    {
        object input = rows ?? (model.ModelFlavor == "prophet" ? new Table(new TableColumn("ds", new[] { new DateTime(2020, 2, 1), new DateTime(2021, 1, 1) })) : Rows);
        if (model.TypeName == "xgboost.core.Booster")
        {
            await model.Session.RunAsync("import xgboost");
            input = await (await model.Session.EvaluateAsync("xgboost.DMatrix")).InvokeAsync([input]);
        }
        var prediction = await (await model.CallAsync("predict", [input])).GetValueAsync<ModelData>();
        return (model.ModelFlavor == "prophet" ? ModelData.OfTensor(prediction.Table!["trend"].Values) : prediction).Numbers();
    }

    // Python reads JSON's text as its own.
    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
