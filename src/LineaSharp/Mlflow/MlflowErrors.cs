namespace LineaSharp.Mlflow;

/// <summary>What MLflow stores answer when they refuse: the messages side by side, each with MLflow's code.</summary>
internal static partial class MlflowErrors
{
    public static MlflowException NoExperimentNamed(string name) => NotFound($"There is no experiment named '{name}'. Create it first, or search for its name.");

    public static MlflowException NoExperiment(string id) => NotFound($"There is no experiment with the id {id}.");

    public static MlflowException NoActiveExperiment(string id) => NotFound($"There is no experiment in use with the id {id}: it does not exist or is deleted.");

    public static MlflowException NoDeletedExperiment(string id) => NotFound($"There is no deleted experiment with the id {id}: it does not exist or is in use.");

    public static MlflowException BadExperimentId(string id) => Invalid($"'{id}' is no experiment id: this store's ids are whole numbers. Look the id up by name.");

    public static MlflowException ExperimentExists(string name) => new(
        MlflowErrorCodes.ResourceAlreadyExists,
        $"There is an experiment named '{name}' already. Choose another name, or use that one; if it is deleted, restore it.");

    public static MlflowException ExperimentNameIsTaken(string name) => new(
        MlflowErrorCodes.BadRequest, $"There is another experiment named '{name}', perhaps a deleted one. Choose another name.");

    public static MlflowException BadExperimentName() => Invalid("An experiment needs a name that is not empty.");

    public static MlflowException BadArtifactLocation(string location, string problem) =>
        Invalid($"'{Shown(location)}' cannot be the artifact location of an experiment: {problem}.");

    public static MlflowException ExperimentIsDeleted(string id) => Invalid($"The experiment {id} is deleted; restore it first.");

    public static MlflowException CannotRenameDeleted(string id) => new(MlflowErrorCodes.InvalidState, $"The experiment {id} is deleted and keeps its name; restore it first.");

    public static MlflowException NoExperimentTag(string id, string key) => NotFound($"The experiment {id} has no tag '{key}'.");

    public static MlflowException NoRun(string id) => NotFound($"There is no run with the id '{id}'.");

    public static MlflowException RunIsDeleted(string id) => Invalid($"The run {id} is deleted; restore it first.");

    public static MlflowException TwoRunNames(string name, string tag) =>
        Invalid($"The run was given two names: '{name}', and '{tag}' in the tag mlflow.runName. Give one.");

    public static MlflowException NoTag(string runId, string key) => NotFound($"The run {runId} has no tag '{key}'.");

    public static MlflowException ParamChanged(string runId, string key, string old, string value) => Invalid(
        $"The param '{key}' of run {runId} has the value '{Shown(old)}' and cannot become '{Shown(value)}': a param is written once. Log it under another key, or to another run.");

    public static MlflowException RepeatedParam(string key) => Invalid($"The param '{key}' is more than once in the batch. Give each param once.");

    public static MlflowException TooMany(string what, int limit, int found) =>
        Invalid($"A batch holds at most {limit} {what}; this one has {found}. Split it.");

    public static MlflowException BadKey(string what, string key) => Invalid(
        $"'{Shown(key)}' cannot be the key of a {what}: letters, digits, '_', '-', '.', '/'{(OperatingSystem.IsWindows() ? "" : ", ':'")} and space are allowed, and it must not read as another path ('..', '//', '/' at an end).");

    public static MlflowException TooLong(string what, int limit, int found) => Invalid($"The {what} has {found} characters; {limit} are allowed.");

    public static MlflowException BadTimestamp(string key) => Invalid($"The metric '{key}' was measured before 1970, which MLflow cannot store.");

    public static MlflowException BadMaxResults(int found, int? limit) =>
        Invalid($"The number of results to return is {found}; it must be {(limit is null ? "at least 1" : $"from 1 to {limit}")}.");

    public static MlflowException BadModelJson(string problem, Exception? inner = null) =>
        Invalid($"The MLmodel of a run must be a JSON object with artifact_path, flavors, utc_time_created and run_id: {problem}.", inner);

    public static MlflowException BadLoggedModelName(string name) =>
        Invalid($"'{Shown(name)}' cannot be the name of a logged model: none of / : . % \" ' may be in it.");

    public static MlflowException NoLoggedModel(string id) => NotFound($"There is no logged model with the id '{id}'.");

    public static MlflowException NoLoggedModelOfMetric(string id, string key) =>
        new(MlflowErrorCodes.BadRequest, $"The metric '{key}' belongs to the logged model '{id}', which does not exist. Create it first.");

    public static MlflowException NoLoggedModelTag(string id, string key) => NotFound($"The logged model {id} has no tag '{key}'.");

    public static MlflowException LoggedModelParamExists(string id, string key) =>
        new(MlflowErrorCodes.BadRequest, $"The logged model {id} has a param '{key}' already: a param is written once.");

    public static MlflowException ConstraintFailed(Exception inner, string said) => new(MlflowErrorCodes.BadRequest, $"The database refused the change: {said}", inner);

    private static MlflowException NotFound(string message) => new(MlflowErrorCodes.ResourceDoesNotExist, message);

    private static MlflowException Invalid(string message, Exception? inner = null) => new(MlflowErrorCodes.InvalidParameterValue, message, inner);

    private static string Shown(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
