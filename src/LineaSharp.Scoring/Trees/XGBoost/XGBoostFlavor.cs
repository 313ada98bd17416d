using LineaSharp.Models;

namespace LineaSharp.Scoring.Trees.XGBoost;

/// <summary>MLflow's flavor <c>xgboost</c>.</summary>
internal static class XGBoostFlavor
{
    public static ScoringFlavor Row { get; } = new("xgboost", typeof(TreeEnsemble), _ => null, Load);

    private static TreeEnsemble Load(ModelDirectory directory, CancellationToken cancellationToken)
    {
        var configuration = directory.Manifest.Flavor("xgboost");
        var file = TreeFiles.Read(directory, configuration.GetString("data"));
        return new TreeEnsemble(XGBoostModel.Read(file, configuration.FindString("model_class") ?? "xgboost.core.Booster"));
    }
}
