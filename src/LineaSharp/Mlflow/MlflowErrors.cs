namespace LineaSharp.Mlflow;

/// <summary>What MLflow stores answer when they refuse: the messages side by side, each with MLflow's code.</summary>
internal static partial class MlflowErrors
{
    public static MlflowException NoExperimentNamed(string name) => NotFound($"There is no experiment named '{name}'. Create it first, or search for its name.");

    private static MlflowException NotFound(string message) => new(MlflowErrorCodes.ResourceDoesNotExist, message);
}
