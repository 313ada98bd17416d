using LineaSharp.Scoring.Trees.Engine;

namespace LineaSharp.Scoring.Trees;

/// <summary>What every format's reader gives: raw scores, what the library makes of them, and the names of features and classes.</summary>
internal sealed record TreeModel
{
    /// <summary>The library that trained it: <c>XGBoost</c>.</summary>
    public required string Library { get; init; }

    /// <summary>The library's version, as the file has it; empty when it has none.</summary>
    public string Version { get; init; } = "";

    /// <summary>The objective, as the file names it.</summary>
    public required string Objective { get; init; }

    public required RawScorer Raw { get; init; }

    public required IReadOnlyList<TreeFeature> Features { get; init; }

    /// <summary>Whether the features have names that the training gave them, and not ones that the library made up.</summary>
    public required bool IsNamed { get; init; }

    /// <summary>What the library's <c>predict</c> makes of the raw scores. For a model with <see cref="Labels"/> a place among them.</summary>
    public required Link Prediction { get; init; }

    /// <summary>The probabilities of the classes; null when the model has none.</summary>
    public Link? Probabilities { get; init; }

    /// <summary>The classes that <see cref="Prediction"/> chooses from, as long, double, bool or string; empty when it gives numbers.</summary>
    public IReadOnlyList<object> Labels { get; init; } = [];

    /// <summary>Whether the library's predictions are float32.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Whether the library gives one label a row as a column of a matrix (CatBoost's multi-class models).</summary>
    public bool LabelsAreColumn { get; init; }

    /// <summary>The rounds that <c>predict</c> uses. The default is all of them.</summary>
    public Rounds Rounds { get; init; } = Rounds.All;

    /// <summary>How its messages call it: <c>The XGBoost model</c>.</summary>
    public string Source => $"The {Library} model";
}

/// <summary>One feature.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Categories">How text becomes a number, for a categorical feature; null for one that takes numbers only.</param>
internal sealed record TreeFeature(string Name, ICategoryCodes? Categories = null);

/// <summary>How a feature's text values become the numbers that its splits know.</summary>
internal interface ICategoryCodes
{
    /// <summary>Whether a column of whole numbers is text too, as in CatBoost, where the category 5 is the text "5".</summary>
    bool TakesNumbersAsText { get; }

    /// <summary>The number of a category.</summary>
    double CodeOf(string category);
}

/// <summary>Categories by their place in a list; text that is not in it is missing, as pandas has it.</summary>
internal sealed class ListedCategories(IReadOnlyList<string> categories) : ICategoryCodes
{
    private readonly Dictionary<string, int> _places = Places(categories);

    public bool TakesNumbersAsText => false;

    public double CodeOf(string category) => _places.TryGetValue(category, out var place) ? place : double.NaN;

    private static Dictionary<string, int> Places(IReadOnlyList<string> categories)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < categories.Count; i++) places.TryAdd(categories[i], i);
        return places;
    }
}

/// <summary>Features that the file counts and does not name; made when they are asked for, because a count in a file may be any.</summary>
internal sealed class MadeUpFeatures(string prefix, int count) : IReadOnlyList<TreeFeature>
{
    public int Count => count;

    public TreeFeature this[int index] => new($"{prefix}{index}");

    public IEnumerator<TreeFeature> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
