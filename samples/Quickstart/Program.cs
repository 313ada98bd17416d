// Trains a model on real data, saves it with Linea's own store and with MLflow's own database, gets it back through both APIs, and
// checks that all of them predict the same. Run it twice: the second run adds versions.
using LineaSharp;
using LineaSharp.MLNet;
using LineaSharp.Mlflow;
using Microsoft.ML;
using Quickstart;
using Spectre.Console;

// Everything this sample makes lies in one folder, MLflow's database and its artifacts (./mlruns) included.
var folder = Directory.CreateDirectory("quickstart-store").FullName;
Environment.CurrentDirectory = folder;
Linea.Options.Set("home_dir", folder);
Linea.Options.Set("mlflow_tracking_uri", "sqlite:///mlflow.db");
Linea.Use(new MLNetFlavor());

// 1. Train.
var penguins = Penguin.ReadAll(Path.Combine(AppContext.BaseDirectory, "data", "penguins.csv"));
var trained = SpeciesClassifier.Train(penguins);
AnsiConsole.MarkupLine($"Trained on {trained.TrainingRows} penguins; accuracy on {trained.HeldOut.Count} held-out ones: [bold]{trained.Accuracy:P1}[/].");

// 2. Save: the table and the metrics natively, the model natively and to MLflow.
var table = Linea.Save(penguins, "penguins", options: new SaveOptions { Description = "Palmer penguins without missing values" });
var metrics = Linea.Save(new Metrics(trained.Accuracy, trained.LogLoss, trained.HeldOut.Count), "penguin-metrics");
var native = Linea.Save(trained.Model, "penguin-species", storageBackend: StorageBackend.Linea);
var inMlflow = Linea.Save(trained.Model, "penguin-species", registeredModelName: "penguin-species",
    options: new SaveOptions { Tags = new Dictionary<string, string> { ["accuracy"] = trained.Accuracy.ToString("F3", System.Globalization.CultureInfo.InvariantCulture) } });

// 3. Get it back: through Linea …
var fromLinea = Linea.Get("penguin-species", native.Version).GetValue<ITransformer>();
var fromMlflowByLinea = Linea.Get("penguin-species", inMlflow.Version).GetValue<ITransformer>();

// … and through MLflow's API, which knows nothing of Linea.
var client = new MlflowClient(Linea.Options.MlflowTrackingUri);
var latest = (await client.SearchModelVersionsAsync("name='penguin-species'"))[0].Version;
var fromMlflow = await MLNet.LoadModelAsync($"models:/penguin-species/{latest}", client);

// 4. Do they agree?
var expected = trained.Predict(trained.Model.Transformer);
foreach (var (model, from) in new[] { (fromLinea, "Linea"), (fromMlflowByLinea, "MLflow by Linea's API"), (fromMlflow, "MLflow by its own API") })
    if (!trained.Predict(model).SequenceEqual(expected))
        throw new InvalidOperationException($"The model that came back from {from} predicts something else.");
AnsiConsole.MarkupLine($"All {expected.Count} predictions agree: as trained, from Linea, and from MLflow through both APIs.");

var rows = new Table().AddColumns("artifact", "format", "size", "backend", "why there");
foreach (var artifact in new[] { table, metrics, native, inMlflow })
    rows.AddRow(artifact.Reference, artifact.Format, $"{artifact.Size:N0} B", artifact.StorageBackend, Markup.Escape(artifact.Placement.Reason));
AnsiConsole.Write(rows);

// Console.WriteLine and not the table's library: these lines are for copying, and it would break them.
Console.WriteLine(
    $"""
    In MLflow: models:/penguin-species/{latest} = {inMlflow.Mlflow!.ModelUri}

    Try next:
      dotnet run --project samples/Quickstart
        (again: every save becomes the next version)
      mlflow ui --backend-store-uri sqlite:///{folder}/mlflow.db
        (with Python's MLflow, 3.10 or newer: the same model in its user interface)
    """);

return 0;

internal sealed record Metrics(double Accuracy, double LogLoss, int HeldOutRows);
