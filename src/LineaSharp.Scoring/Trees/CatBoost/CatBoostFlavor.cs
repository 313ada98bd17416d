using LineaSharp.Models;

namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>MLflow's flavor <c>catboost</c>.</summary>
internal static class CatBoostFlavor
{
    public static ScoringFlavor Row { get; } = new("catboost", typeof(TreeEnsemble), _ => null, Load);

    private static TreeEnsemble Load(ModelDirectory directory, CancellationToken cancellationToken)
    {
        var configuration = directory.Manifest.Flavor("catboost");
        return new TreeEnsemble(CatBoostModel.Read(TreeFiles.Read(directory, configuration.GetString("data")), configuration.FindString("model_type") ?? "CatBoost"));
    }
}
