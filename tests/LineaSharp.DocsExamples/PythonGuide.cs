using LineaSharp;
using LineaSharp.Models;
using LineaSharp.Python;

/// <summary>The pieces of docs/python.md; they compile, and are not run: they need a Python with scikit-learn.</summary>
internal static class PythonGuide
{
    public static async Task<double> TrainAsync()
    {
        await using var session = await PythonSession.StartAsync();   // LINEA_PYTHON, else the active venv, else python3

        await session.SetAsync("X", new double[,] { { 0 }, { 1 }, { 2 }, { 3 } });
        await session.RunAsync("from sklearn.linear_model import LogisticRegression\nclf = LogisticRegression().fit(X, [0, 0, 1, 1])");

        var clf = session["clf"];                                                          // a PythonObject: it stays in Python
        var labels = clf.Call("predict", [new double[,] { { 5 } }]).GetValue<long[]>();
        var slope = clf.GetAttribute("coef_").GetValue<double[,]>()[0, 0];
        return slope * labels[0];
    }

    public static PythonSessionOptions Bounded()
    {
        var options = new PythonSessionOptions
        {
            Interpreter = "/opt/models/.venv/bin/python",
            CallLimit = TimeSpan.FromMinutes(5),          // a call that takes longer is interrupted
            MemoryLimit = 4L << 30,                       // bytes of address space; Linux and macOS
            SearchPaths = ["/opt/models/src"],            // the current folder is not looked into
        };
        return options;
    }

    public static async Task<(Artifact, PythonObject, PythonObject)> KeepAsync(PythonSession session)
    {
        Linea.Use(new PythonFlavor(session));
        var saved = Linea.Save(session["clf"], "clf");                        // MLflow's layout, with the versions of the packages there
        var again = Linea.Get("clf").GetValue<PythonObject>();                // loaded into the session
        var logged = await Python.LoadModelAsync("models:/clf/1", session, trustFiles: true);
        return (saved, again, logged);
    }

    public static void SaveWithArguments(PythonObject clf, Table rows)
    {
        Linea.Save(clf.WithSaveArguments(new Dictionary<string, object?> { ["pyfunc_predict_fn"] = "predict_proba" }), "clf", options: new SaveOptions
        {
            LogModel = new LogModelOptions { Signature = ModelSignature.Infer(rows), InputExample = rows, CodePaths = ["src/features.py"] },
        });
    }

    public static async Task<ModelData> PredictAsync(Table rows)
    {
        await using var model = await PyFuncModel.LoadAsync("models:/clf/1", [new PythonFlavor(new PythonSessionOptions())], new PyFuncOptions { TrustFiles = true });
        var prediction = await model.PredictAsync(rows);
        return prediction;
    }
}
