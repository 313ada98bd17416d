// The README's example, compiled and run. DocsTests holds every piece of code in the documents against this project.
using LineaSharp;
using LineaSharp.MLNet;
using LineaSharp.Mlflow;
using Microsoft.ML;

var ml = new MLContext(seed: 1);
var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Customer { Age = i }));
var model = ml.Transforms.NormalizeMinMax(nameof(Customer.Age)).Fit(data);

Linea.Save(new { Accuracy = 0.97, Rows = 67 }, "metrics");              // Linea's own store: ~/.linea
Linea.Save(new double[,] { { 1, 2 }, { 3, 4 } }, "matrix");             // numpy reads it, too
var matrix = Linea.Get("matrix").GetValue<double[,]>();                 // the latest version; or "matrix:0", or "matrix@alias"

Linea.Use(new MLNetFlavor());
Linea.Options.Set("mlflow_tracking_uri", "sqlite:///mlflow.db");        // MLflow's own database: `mlflow ui` shows it
var saved = Linea.Save(new MLNetModel(model, data.Schema), "churn");    // a model: goes to MLflow, registered as "churn"
Console.WriteLine(saved.Placement.Reason);                              // why it went there

var again = Linea.Get("churn").GetValue<ITransformer>();                // by Linea's API …
var client = new MlflowClient("sqlite:///mlflow.db");
var latest = (await client.SearchModelVersionsAsync("name='churn'"))[0].Version;
var same = await MLNet.LoadModelAsync($"models:/churn/{latest}", client);   // … or by MLflow's

await MlflowGuide.RunAsync();
Console.WriteLine(matrix[1, 1] == 4 && again is not null && same is not null ? "The example works." : "The example does not work.");

internal sealed class Customer
{
    public float Age { get; set; }
}
