namespace LineaSharp.Models;

/// <summary>The arguments of MLflow's <c>log_model</c>. Change one with <c>with</c>.</summary>
/// <remarks>
/// What describes the model (<see cref="Metadata"/>, <see cref="Signature"/>, <see cref="InputExample"/>, the requirements and code) goes into the
/// model directory with every backend. What describes its place in MLflow (name, run, registration) is used by MLflow's backend alone.
/// </remarks>
public sealed record LogModelOptions
{
    /// <summary>The name of the logged model. The default is the artifact's name.</summary>
    public string? Name { get; init; }

    /// <summary>The registered model to make a new version of. The default is the artifact's name.</summary>
    public string? RegisteredModelName { get; init; }

    /// <summary>Whether to register the model. The default is true.</summary>
    public bool Register { get; init; } = true;

    /// <summary>How long to wait for a new registered version to become ready; null or zero: not at all. The default is 300 seconds.</summary>
    public TimeSpan? AwaitRegistrationFor { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Parameters of the logged model, beside those of its run. The default is none.</summary>
    public IReadOnlyDictionary<string, string>? Params { get; init; }

    /// <summary>Tags of the logged model. The default is none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The kind of model, in the caller's words (<c>classifier</c>, <c>agent</c>). The default is none.</summary>
    public string? ModelType { get; init; }

    /// <summary>The step of the run at which the model was made: its metrics of that step become metrics of the model. The default is 0.</summary>
    public long Step { get; init; }

    /// <summary>The run to log the model in. The default is no run, or with servers of MLflow 2 a new one.</summary>
    public string? RunId { get; init; }

    /// <summary>The name of the experiment to log in, made if there is none. Not together with <see cref="ExperimentId"/>. The default is that of the run, otherwise the client's, see <see cref="Mlflow.MlflowClientOptions.Experiment"/>.</summary>
    public string? Experiment { get; init; }

    /// <summary>The id of the experiment to log in. Not together with <see cref="Experiment"/>. The default is that of the run, otherwise the client's, see <see cref="Mlflow.MlflowClientOptions.Experiment"/>.</summary>
    public string? ExperimentId { get; init; }

    /// <summary>
    /// Keys and values for the MLmodel file's <c>metadata</c>; values as <see cref="MLmodel"/> lists them. The default is none.
    /// </summary>
    public IReadOnlyDictionary<string, object?>? Metadata { get; init; }

    /// <summary>The typed inputs and outputs. The default is what the flavor can tell from the model.</summary>
    public ModelSignature? Signature { get; init; }

    /// <summary>A sample request to store beside the model. The default is none.</summary>
    public InputExample? InputExample { get; init; }

    /// <summary>
    /// Python requirements (<c>pandas==3.1.1</c>), which replace those of the flavor. Not together with <see cref="ExtraPipRequirements"/> or
    /// <see cref="CondaEnv"/>. The default is the flavor's own; a flavor that needs no Python has none.
    /// </summary>
    public IReadOnlyList<string>? PipRequirements { get; init; }

    /// <summary>Python requirements in addition to those of the flavor. The default is none.</summary>
    public IReadOnlyList<string>? ExtraPipRequirements { get; init; }

    /// <summary>The local path of a <c>conda.yaml</c> to use as it is. The default is one made from the requirements.</summary>
    public string? CondaEnv { get; init; }

    /// <summary>Local files and folders to copy to <c>code/</c> in the model directory; links are refused. The default is none.</summary>
    public IReadOnlyList<string>? CodePaths { get; init; }

    /// <summary>URIs of prompts that belong to the model. The default is none.</summary>
    public IReadOnlyList<string>? Prompts { get; init; }

    /// <exception cref="ArgumentException">Two options contradict each other, or one is malformed.</exception>
    internal void Check()
    {
        if (Experiment is not null && ExperimentId is not null)
            throw new ArgumentException($"Give the experiment by {nameof(Experiment)} or by {nameof(ExperimentId)}, not both.");
        string?[] environments = [PipRequirements is null ? null : nameof(PipRequirements), ExtraPipRequirements is null ? null : nameof(ExtraPipRequirements), CondaEnv is null ? null : nameof(CondaEnv)];
        if (environments.Count(e => e is not null) > 1)
            throw new ArgumentException($"Give one of {string.Join(" and ", environments.Where(e => e is not null))}, not several.");
        if (Step < 0) throw new ArgumentException($"{nameof(Step)} is a whole number from 0.");
        if (AwaitRegistrationFor < TimeSpan.Zero) throw new ArgumentException($"{nameof(AwaitRegistrationFor)} is not negative; zero or null does not wait.");
        foreach (var requirement in (PipRequirements ?? []).Concat(ExtraPipRequirements ?? [])) EnvironmentFiles.CheckRequirement(requirement);
        Signature?.Check();
    }
}
