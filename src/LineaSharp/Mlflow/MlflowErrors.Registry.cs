namespace LineaSharp.Mlflow;

internal static partial class MlflowErrors
{
    public static MlflowException NoRegisteredModel(string name) => NotFound($"There is no registered model named '{Shown(name)}'. Create it first, or search for its name.");

    public static MlflowException RegisteredModelExists(string name) => new(
        MlflowErrorCodes.ResourceAlreadyExists, $"There is a registered model named '{Shown(name)}' already. Choose another name, or use that one.");

    public static MlflowException BadModelName(string name) => string.IsNullOrWhiteSpace(name)
        ? Invalid("A registered model needs a name that is not empty.")
        : Invalid($"'{Shown(name)}' cannot be the name of a registered model: neither '/' nor ':' may be in it, and it must not read as a path ('.', '..').");

    public static MlflowException NoModelVersion(string name, int version) => NotFound($"There is no version {version} of a registered model named '{Shown(name)}'.");

    public static MlflowException NoLatestVersion(string name) => NotFound($"The registered model '{Shown(name)}' has no version yet.");

    public static MlflowException NoAlias(string name, string alias) => Invalid($"The registered model '{Shown(name)}' has no alias '{Shown(alias)}'. Aliases mind case.");

    public static MlflowException BadAlias(string alias) => alias.Length == 0
        ? Invalid("An alias must not be empty.")
        : Invalid($"'{Shown(alias)}' cannot be an alias: only letters, digits, '_' and '-' may be in it.");

    public static MlflowException ReservedAlias(string alias) => Invalid(
        $"'{alias}' cannot be set as an alias: 'latest' means the newest version, and 'v' with a number means that version. Choose another word.");

    public static MlflowException NoSuchStage(string stage, IEnumerable<string> stages) => Invalid($"There is no stage '{Shown(stage)}'. The stages are {string.Join(", ", stages)}.");

    public static MlflowException CannotArchiveFor(string stage) => Invalid(
        $"Moving a version to '{stage}' archives no other versions; only moving it to Staging or Production does. Ask for the move alone.");

    public static MlflowException NoSource() => Invalid("A model version needs a source: the URI of the model's files, or models:/m-… for a logged model.");

    public static MlflowException SourceWithParents(string source) => Invalid(
        $"'{Shown(source)}' cannot be the source of a model version: '..' is in its path. Give the path that is meant.");

    public static MlflowException BadModelsSource(string source) => Invalid(
        $"'{Shown(source)}' cannot be the source of a model version: a models: source is models:/m-… for a logged model, or models:/name/1 for a version.");

    public static MlflowException VersionsTagDamaged(string modelId, string tag) => new(
        MlflowErrorCodes.InvalidState, $"The tag {tag} of the logged model {modelId} is no list of JSON objects, so the new version cannot be added to it. Remove the tag and try again.");
}
