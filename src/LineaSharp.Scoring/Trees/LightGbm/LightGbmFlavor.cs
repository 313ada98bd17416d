using System.Text;
using LineaSharp.Models;

namespace LineaSharp.Scoring.Trees.LightGbm;

/// <summary>MLflow's flavor <c>lightgbm</c>: boosters, which are text.</summary>
internal static class LightGbmFlavor
{
    public static ScoringFlavor Row { get; } = new("lightgbm", typeof(TreeEnsemble), FindObstacle, Load);

    private static string? FindObstacle(MLmodel manifest) => manifest.Flavor("lightgbm").FindString("model_class") is { } name && name != "lightgbm.basic.Booster"
        ? $"of LightGBM it computes boosters, and the model is a {name}"
        : null;

    private static TreeEnsemble Load(ModelDirectory directory, CancellationToken cancellationToken)
    {
        if (FindObstacle(directory.Manifest) is { } obstacle) throw new LineaException(ErrorCode.NotSupported, $"The model cannot be computed natively: {obstacle}.");
        var file = TreeFiles.Read(directory, directory.Manifest.Flavor("lightgbm").GetString("data"));
        return new TreeEnsemble(LightGbmText.Parse(Encoding.UTF8.GetString(file)));
    }
}
