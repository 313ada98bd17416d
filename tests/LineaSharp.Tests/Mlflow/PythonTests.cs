using System.Text.Json.Nodes;
using LineaSharp.Mlflow;
using LineaSharp.Tests.Mlflow.Postgres;
using Xunit;

namespace LineaSharp.Tests.Mlflow;

public sealed class SqlitePythonTests : PythonTests, IDisposable
{
    private readonly MlflowFiles _files = new();

    protected override string Folder => _files.Local();

    protected override MlflowClientOptions Options => _files.Options();

    public void Dispose() => _files.Dispose();
}

public sealed class PostgresPythonTests : PythonTests, IDisposable
{
    private readonly PostgresDatabase _database = new();

    protected override string Folder => _database.Local();

    protected override MlflowClientOptions Options => _database.Options();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Python_and_we_register_versions_at_once_and_each_gets_a_number_of_its_own()
    {
        var python = FindPython();
        var client = NewClient();
        await client.CreateRegisteredModelAsync("shared");
        var theirs = Task.Run(() => Run(python, """
            from mlflow.exceptions import MlflowException
            answer = []
            for i in range(40):
                try: answer.append(int(client.create_model_version("shared", "s3://theirs/" + str(i)).version))
                except MlflowException as e: print("refused:", e)
            """));

        var ours = new List<int>();
        while (!theirs.IsCompleted) ours.Add((await client.CreateModelVersionAsync("shared", "s3://ours/1")).Version);

        var numbers = ours.Concat((await theirs).AsArray().Select(v => (int)v!)).Order().ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        Assert.Equal(numbers.Count, (await client.SearchModelVersionsAsync("name = 'shared'", maxResults: 10_000)).Count);
    }
}

/// <summary>MLflow's own Python client and this one on the same database.</summary>
public abstract class PythonTests
{
    /// <summary>Where Python works.</summary>
    protected abstract string Folder { get; }

    protected abstract MlflowClientOptions Options { get; }

    protected MlflowClient NewClient() => new(Options);

    [Fact]
    public async Task Python_reads_and_goes_on_with_a_database_that_we_created()
    {
        var python = FindPython();
        var client = NewClient();
        var experiment = await client.CreateExperimentAsync("ours é", tags: new Dictionary<string, string> { ["team"] = "x" });
        var run = await client.CreateRunAsync(experiment, new RunOptions { Name = "first" });
        await client.LogBatchAsync(run.Id, new RunBatch
        {
            Metrics = [new Metric("loss", 0.1, DateTimeOffset.UtcNow, 1), new Metric("loss", 0.1 + 0.2, DateTimeOffset.UtcNow, 2)], Params = [new("lr", "0.01")],
        });
        var iris = new Dataset { Name = "iris", Digest = "abc", SourceType = "local", Source = "{}" };
        await client.LogInputsAsync(run.Id, [new DatasetInput(iris) { Tags = [new InputTag(DatasetInput.ContextTag, "train")] }]);
        await client.SetTerminatedAsync(run.Id);
        var model = await client.CreateLoggedModelAsync(experiment, new LoggedModelOptions { Name = "clf", SourceRunId = run.Id });
        await client.LogOutputsAsync(run.Id, [new LoggedModelOutput(model.Id)]);
        await client.FinalizeLoggedModelAsync(model.Id, LoggedModelStatus.Ready);
        await client.CreateRegisteredModelAsync("clf", description: "d");
        await client.CreateModelVersionAsync("clf", model.ModelUri);
        await client.SetRegisteredModelAliasAsync("clf", "champion", 1);

        var seen = Run(python, """
            e = client.get_experiment_by_name("ours é")
            run, = client.search_runs([e.experiment_id], "metrics.loss > 0.2 AND params.lr = '0.01'")
            version = client.get_model_version_by_alias("clf", "champion")
            model = client.get_logged_model(version.source.split("/")[-1])
            answer = {
                "team": e.tags["team"], "name": run.info.run_name, "status": run.info.status, "loss": run.data.metrics["loss"],
                "steps": [m.step for m in client.get_metric_history(run.info.run_id, "loss")],
                "dataset": run.inputs.dataset_inputs[0].dataset.name, "context": run.inputs.dataset_inputs[0].tags[0].value,
                "output": run.outputs.model_outputs[0].model_id, "version": str(version.version), "source": version.source, "of": version.run_id,
                "model": [model.name, str(model.status), model.source_run_id], "description": client.get_registered_model("clf").description,
            }
            more = client.create_run(e.experiment_id, run_name="theirs")
            client.log_metric(more.info.run_id, "loss", float("nan"))
            client.set_terminated(more.info.run_id, "FAILED")
            client.create_model_version("clf", "s3://elsewhere/model", run_id=more.info.run_id)
            """);

        Assert.Equal(("x", "first", "FINISHED", 0.1 + 0.2), ((string?)seen["team"], (string?)seen["name"], (string?)seen["status"], (double)seen["loss"]!));
        Assert.Equal("[1,2]", seen["steps"]!.ToJsonString());
        Assert.Equal(("iris", "train", model.Id), ((string?)seen["dataset"], (string?)seen["context"], (string?)seen["output"]));
        Assert.Equal(("1", model.ModelUri, run.Id, "d"), ((string?)seen["version"], (string?)seen["source"], (string?)seen["of"], (string?)seen["description"]));
        Assert.Equal(new JsonArray("clf", "READY", run.Id).ToJsonString(), seen["model"]!.ToJsonString());

        // The same client goes on, although Python has brought the schema to its own version meanwhile.
        var theirs = Assert.Single(await client.SearchRunsAsync([experiment], "attributes.run_name = 'theirs'"));
        Assert.Equal((RunStatus.Failed, double.NaN), (theirs.Status, theirs.Metrics["loss"]));
        Assert.Equal(theirs.Id, (await client.GetModelVersionAsync("clf", 2)).RunId);
        await client.LogParamAsync((await client.CreateRunAsync(experiment)).Id, "after", "1");
    }

    [Fact]
    public async Task We_read_and_go_on_with_a_database_that_Python_created()
    {
        var python = FindPython();

        var made = Run(python, """
            e = client.create_experiment("theirs", tags={"team": "y"})
            run = client.create_run(e, run_name="first", tags={"k": "v"}).info.run_id
            for step in range(3): client.log_metric(run, "loss", 1 / (step + 1), step=step)
            client.log_param(run, "lr", "0.01")
            client.create_registered_model("clf")
            client.create_model_version("clf", "s3://elsewhere/model", run_id=run, tags={"t": "1"})
            client.set_registered_model_alias("clf", "champion", "1")
            answer = {"experiment": e, "run": run}
            """);

        var client = NewClient();
        var run = await client.GetRunAsync((string)made["run"]!);
        Assert.Equal(("first", "v", "0.01", 1.0 / 3), (run.Name, run.Tags["k"], run.Params["lr"], run.Metrics["loss"]));
        Assert.Equal("theirs", (await client.GetExperimentAsync((string)made["experiment"]!)).Name);
        Assert.Equal("1", (await client.GetModelVersionByAliasAsync("clf", "champion")).Tags["t"]);

        await client.LogMetricAsync(run.Id, "loss", 7, step: 9);
        Assert.Equal(7, (double)Run(python, $"""answer = client.get_run("{run.Id}").data.metrics["loss"]""")!);
    }

    [Fact]
    public async Task Python_and_we_log_to_one_run_at_once_and_nothing_is_lost()
    {
        var python = FindPython();
        var client = NewClient();
        var run = await client.CreateRunAsync("0");
        var theirs = Task.Run(() => Run(python, $"""
            for i in range(100): client.log_metric("{run.Id}", "theirs", i, step=i, timestamp=i)
            answer = 1
            """));

        for (var i = 0; i < 100; i++) await client.LogMetricAsync(run.Id, "ours", i, i, DateTimeOffset.UnixEpoch.AddMilliseconds(i));
        await theirs;

        Assert.Equal(100, (await client.GetMetricHistoryAsync(run.Id, "ours")).Count);
        Assert.Equal(100, (await client.GetMetricHistoryAsync(run.Id, "theirs")).Count);
        Assert.Equal((99, 99), ((await client.GetRunAsync(run.Id)).Metrics["ours"], (await client.GetRunAsync(run.Id)).Metrics["theirs"]));
    }

    protected static string FindPython() => MlflowPython.Find();

    protected JsonNode Run(string python, string script) => MlflowPython.Run(python, script, Options.TrackingUri!, Folder);
}
