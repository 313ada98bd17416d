using System.Net;
using System.Text.Json.Nodes;
using System.Web;

namespace LineaSharp.Tests.Mlflow.Databricks;

internal sealed partial class FakeDatabricks
{
    private const string Mlflow = "/api/2.0/mlflow/";
    private readonly Dictionary<string, JsonObject> _things = new(StringComparer.Ordinal);

    /// <summary>Whether the workspace says that models are put through its Files API.</summary>
    public bool TakesModelFilesItself { get; set; }

    /// <summary>What it gives for the files of model versions.</summary>
    public JsonObject ModelCredentials { get; set; } = new() { ["storage_mode"] = "DEFAULT_STORAGE" };

    private HttpResponseMessage AnswerOfApi(Request request, string path)
    {
        var query = HttpUtility.ParseQueryString(request.Uri.Query);
        var body = request.Body.Length > 0 ? JsonNode.Parse(request.Body)!.AsObject() : [];
        string Of(string name) => (string?)body[name] ?? query[name] ?? "";
        switch (request.Method, path)
        {
            case ("GET", "/api/2.0/dbfs/list"):
                var entries = Below("dbfs:" + Of("path").TrimEnd('/') + "/").ToList();
                return entries.Count == 0 ? Error(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST")
                    : Json(new JsonObject { ["files"] = new JsonArray([.. entries.Select(e => new JsonObject { ["path"] = e.Path["dbfs:".Length..], ["is_dir"] = e.IsDirectory, ["file_size"] = e.Size })]) });
            case ("POST", "/api/2.0/dbfs/delete"):
                foreach (var key in Files.Keys.Where(k => k == "dbfs:" + Of("path") || k.StartsWith("dbfs:" + Of("path") + "/", StringComparison.Ordinal)).ToList()) Files.Remove(key);
                return Json(new JsonObject());
            case ("POST", "/api/2.0/fs/create-upload-url") or ("POST", "/api/2.0/fs/create-download-url"):
                return Json(new JsonObject { ["url"] = $"{CloudAddress}{Of("path")}?sig={Signature}", ["headers"] = Headers() });
        }
        if (path.StartsWith(Mlflow + "unity-catalog/", StringComparison.Ordinal)) return AnswerOfCatalog(request.Method, path[(Mlflow + "unity-catalog/").Length..], Of, body);
        return (request.Method, path[Mlflow.Length..]) switch
        {
            ("POST", "experiments/create") => Json(Keep("experiment/7", new JsonObject { ["experiment_id"] = "7" })),
            ("GET", "experiments/get") => Json(new JsonObject { ["experiment"] = new JsonObject { ["experiment_id"] = "7", ["name"] = "/Users/me/x", ["artifact_location"] = "dbfs:/databricks/mlflow-tracking/7", ["lifecycle_stage"] = "active" } }),
            ("POST", "runs/create") => Json(Keep("run/r1", Run(Of("run_name")))),
            ("GET", "runs/get") => _things.TryGetValue("run/" + Of("run_id"), out var run) ? Json(run.DeepClone()) : Error(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST"),
            ("POST", "runs/log-batch" or "runs/log-metric" or "runs/log-parameter" or "runs/update" or "runs/outputs") => Json(new JsonObject()),
            ("POST", "logged-models") => Json(Keep("model/m-1", Model("LOGGED_MODEL_PENDING", Of("name"), Of("source_run_id")))),
            ("GET", "logged-models/m-1") => Json(_things["model/m-1"].DeepClone()),
            ("PATCH", "logged-models/m-1") => Json(Keep("model/m-1", Model(Of("status"), (string)_things["model/m-1"]["model"]!["info"]!["name"]!, (string)_things["model/m-1"]["model"]!["info"]!["source_run_id"]!))),
            ("POST", "artifacts/credentials-for-read" or "artifacts/credentials-for-write") =>
                Json(new JsonObject { ["credential_infos"] = new JsonArray([.. body["path"]!.AsArray().Select(p => Signed($"/runs/{Of("run_id")}/{p}"))]) }),
            ("GET", "artifacts/list") => ListOf($"cloud:/runs/{Of("run_id")}/", Of("path")),
            ("POST", "artifacts/create-multipart-upload") => Json(new JsonObject
            {
                ["upload_id"] = "u1",
                ["upload_credential_infos"] = new JsonArray([.. Enumerable.Range(1, (int)body["num_parts"]!).Select(n => Signed($"/runs/{Of("run_id")}/{Of("path")}", $"&upload=u1&part={n}"))]),
                ["abort_credential_info"] = Signed($"/runs/{Of("run_id")}/{Of("path")}", "&upload=u1"),
            }),
            ("GET", "artifacts/get-presigned-upload-part-url") =>
                Json(new JsonObject { ["upload_credential_info"] = Signed($"/runs/{Of("run_id")}/{Of("path")}", $"&upload=u1&part={Of("part_number")}") }),
            ("POST", "artifacts/complete-multipart-upload") => Complete($"cloud:/runs/{Of("run_id")}/{Of("path")}", body["part_etags"]!.AsArray()),
            ("POST", "logged-models/m-1/artifacts/credentials-for-upload" or "logged-models/m-1/artifacts/credentials-for-download") =>
                Json(new JsonObject { ["credentials"] = new JsonArray([.. body["paths"]!.AsArray().Select(p => new JsonObject { ["model_id"] = "m-1", ["credential_info"] = Signed($"/models/m-1/{p}") })]) }),
            ("GET", "logged-models/m-1/artifacts/directories") => ListOf("cloud:/models/m-1/", Of("artifact_directory_path")),
            _ => Error(HttpStatusCode.NotFound, "ENDPOINT_NOT_FOUND"),
        };
    }

    private HttpResponseMessage Complete(string key, JsonArray tags)
    {
        var parts = tags.Select(t => (Number: (int)t!["part_number"]!, Tag: (string)t["etag"]!)).ToList();
        if (parts.Any(p => p.Tag != $"\"tag-{p.Number}\"")) return Error(HttpStatusCode.BadRequest, "INVALID_PARAMETER_VALUE");
        Files[key] = parts.SelectMany(p => _pieces[$"u1/{p.Number}"]).ToArray();
        return Json(new JsonObject());
    }

    // Databricks lists two entries at a time here, with their paths from the root of the artifacts on.
    private HttpResponseMessage ListOf(string root, string directory)
    {
        var entries = Below(root + (directory.Length > 0 ? directory + "/" : "")).OrderBy(e => e.Path, StringComparer.Ordinal).ToList();
        var token = HttpUtility.ParseQueryString(Requests.Last().Uri.Query)["page_token"];
        var from = token is null ? 0 : int.Parse(token, System.Globalization.CultureInfo.InvariantCulture);
        var page = new JsonObject
        {
            ["files"] = new JsonArray([.. entries.Skip(from).Take(2).Select(e => new JsonObject { ["path"] = e.Path[root.Length..], ["is_dir"] = e.IsDirectory, ["file_size"] = e.Size })]),
        };
        if (from + 2 < entries.Count) page["next_page_token"] = $"{from + 2}";
        return Json(page);
    }

    private HttpResponseMessage AnswerOfCatalog(string method, string call, Func<string, string> of, JsonObject body)
    {
        var (model, version) = ("catalog/" + of("name"), $"catalog/{of("name")}/{of("version")}");
        switch (method, call)
        {
            case ("GET", "registered-models:is-databricks-sdk-models-artifact-repository-enabled"):
                return Json(new JsonObject { ["is_databricks_sdk_models_artifact_repository_enabled"] = TakesModelFilesItself });
            case ("POST", "registered-models/create"):
                if (_things.ContainsKey(model)) return Error(HttpStatusCode.BadRequest, "RESOURCE_ALREADY_EXISTS");
                return Json(new JsonObject { ["registered_model"] = Keep(model, new JsonObject { ["name"] = of("name"), ["creation_timestamp"] = "1700000000000", ["description"] = of("description") }) });
            case ("GET", "registered-models/get"):
                return _things.TryGetValue(model, out var found) ? Json(new JsonObject { ["registered_model"] = found.DeepClone() }) : Error(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST");
            case ("POST", "registered-models/alias"):
                _things[model + "@" + of("alias")] = new JsonObject { ["version"] = of("version") };
                return Json(new JsonObject());
            case ("GET", "registered-models/alias"):
                return _things.TryGetValue(model + "@" + of("alias"), out var alias)
                    ? Json(new JsonObject { ["model_version"] = _things[$"{model}/{alias["version"]}"].DeepClone() })
                    : Error(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST");
            case ("POST", "model-versions/create"):
                var number = 1 + _things.Keys.Count(k => k.StartsWith(model + "/", StringComparison.Ordinal));
                var made = new JsonObject
                {
                    ["name"] = of("name"), ["version"] = $"{number}", ["status"] = "PENDING_REGISTRATION", ["source"] = of("source"), ["run_id"] = of("run_id"), ["model_id"] = of("model_id"),
                    ["storage_location"] = "s3://hidden/place", ["aliases"] = new JsonArray(),
                };
                return Json(new JsonObject { ["model_version"] = Keep($"{model}/{number}", made) });
            case ("POST", "model-versions/generate-temporary-credentials"):
                return _things.ContainsKey(version) ? Json(new JsonObject { ["credentials"] = ModelCredentials.DeepClone() }) : Error(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST");
            case ("POST", "model-versions/finalize"):
                _things[version]["status"] = "READY";
                return Json(new JsonObject { ["model_version"] = _things[version].DeepClone() });
            case ("GET", "model-versions/get" or "model-versions/get-download-uri"):
                if (!_things.TryGetValue(version, out var known)) return Error(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST");
                return Json(call.EndsWith("uri", StringComparison.Ordinal) ? new JsonObject { ["artifact_uri"] = "s3://hidden/place" } : new JsonObject { ["model_version"] = known.DeepClone() });
            case ("DELETE", "model-versions/delete"):
                return _things.Remove(version) ? Json(new JsonObject()) : Error(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST");
            case ("GET", "model-versions/search"):
                return Json(new JsonObject { ["model_versions"] = new JsonArray([.. _things.Where(t => t.Value.ContainsKey("storage_location")).Select(t => t.Value.DeepClone())]) });
            default:
                return Error(HttpStatusCode.NotFound, "ENDPOINT_NOT_FOUND");
        }
    }

    private JsonObject Keep(string key, JsonObject thing)
    {
        _things[key] = thing;
        return (JsonObject)thing.DeepClone();
    }

    private JsonObject Signed(string path, string more = "") => new() { ["signed_uri"] = $"{CloudAddress}{path}?sig={Signature}{more}", ["type"] = Kind, ["headers"] = Headers() };

    private static JsonArray Headers() => [new JsonObject { ["name"] = "x-signed", ["value"] = "header-secret" }];

    private static JsonObject Run(string name) => new()
    {
        ["run"] = new JsonObject { ["info"] = new JsonObject { ["run_id"] = "r1", ["experiment_id"] = "7", ["run_name"] = name, ["status"] = "RUNNING", ["lifecycle_stage"] = "active", ["artifact_uri"] = "dbfs:/databricks/mlflow-tracking/7/r1/artifacts" } },
    };

    private static JsonObject Model(string status, string name, string run) => new()
    {
        ["model"] = new JsonObject
        {
            ["info"] = new JsonObject { ["model_id"] = "m-1", ["experiment_id"] = "7", ["name"] = name, ["status"] = status, ["source_run_id"] = run, ["artifact_uri"] = "dbfs:/databricks/mlflow-tracking/7/logged_models/m-1/artifacts" },
        },
    };
}
