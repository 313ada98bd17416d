namespace LineaSharp.Scoring.Trees.CatBoost;

/// <summary>What CatBoost's Python classes make of raw scores, and the classes' labels.</summary>
internal static class CatBoostPredictions
{
    private const string Source = CatBoostParts.Source;

    public static TreeModel Of(CatBoostParts parts, string modelType, TreeModel raw)
    {
        var loss = Json(parts, "params")?.Find("loss_function")?.Find("type")?.Text ?? "";
        // Combinations of losses are named 'a' here; what they give is the raw score.
        var model = raw with { Objective = loss, Version = Version(parts) };
        return modelType.Split('.')[^1] switch
        {
            "CatBoostClassifier" => Classifier(model, parts, loss),
            "CatBoostRegressor" when loss == "RMSEWithUncertainty" => throw TreeErrors.NotComputed(Source, "has the loss 'RMSEWithUncertainty'"),
            "CatBoostRegressor" when loss is "Poisson" or "Tweedie" => model with { Prediction = Link.Each(parts.Dimension, Math.Exp) },
            "CatBoostRegressor" or "CatBoostRanker" or "CatBoost" => model,
            var other => throw TreeErrors.NotComputed(Source, $"is of the class '{other[..Math.Min(40, other.Length)]}'"),
        };
    }

    private static TreeModel Classifier(TreeModel model, CatBoostParts parts, string loss)
    {
        var classes = Json(parts, "class_params") ?? Json(parts, "multiclass_params");
        if (loss is "MultiLogloss" or "MultiCrossEntropy")
            return model with { Prediction = Link.Above(parts.Dimension, 0), Probabilities = Link.Each(parts.Dimension, Sigmoid) };
        if (parts.Dimension == 1)
        {
            return model with
            {
                Prediction = Link.Above(1, 0),
                Probabilities = new Link(2, static (raw, result) => (result[0], result[1]) = (1 - Sigmoid(raw[0]), Sigmoid(raw[0]))),
                Labels = Labels(classes, 2),
            };
        }
        return model with
        {
            Prediction = Link.Greatest,
            Probabilities = loss == "MultiClassOneVsAll" ? Link.Each(parts.Dimension, Sigmoid) : Link.Softmax(parts.Dimension),
            Labels = Labels(classes, parts.Dimension),
            LabelsAreColumn = true,
        };
    }

    private static double Sigmoid(double raw) => 1 / (1 + Math.Exp(-raw));

    // The classes' names, of which each output has one; without names they are whole numbers.
    private static object[] Labels(DocumentNode? classes, int count)
    {
        var names = classes?.Find("class_names") is null ? [] : classes.GetItems("class_names");
        var order = classes?.Find("class_to_label") is null ? [] : classes.GetNumbers("class_to_label");
        if (names.Count == 0) return (order.Length == count ? order : Enumerable.Range(0, count).Select(i => (double)i)).Select(n => Label(new DocumentNode(Source, n), classes)).ToArray();
        if (order.Length != count) order = Enumerable.Range(0, count).Select(i => (double)i).ToArray();
        return order.Select(place => place >= 0 && place < names.Count ? Label(names[(int)place], classes) : throw TreeErrors.Malformed(Source, $"it has {names.Count} names for its classes")).ToArray();
    }

    private static object Label(DocumentNode name, DocumentNode? classes) => (name.Text, name.Number, classes?.Find("class_label_type")?.Text) switch
    {
        ({ } text, _, _) => text,
        (_, { } number, "Boolean") => number != 0 ? "True" : "False",
        (_, { } number, "Float") => number,
        (_, { } number, _) => number == Math.Floor(number) && Math.Abs(number) < long.MaxValue ? (long)number : number,
        _ => throw TreeErrors.Malformed(Source, "a class has a name that is neither text nor number"),
    };

    private static DocumentNode? Json(CatBoostParts parts, string key)
    {
        if (!parts.Info.TryGetValue(key, out var node)) return null;
        return node.Text is { } text ? JsonDocumentReader.Read(System.Text.Encoding.UTF8.GetBytes(text), Source) : node;
    }

    private static string Version(CatBoostParts parts)
    {
        const string Mark = "CatBoost release ";
        var text = parts.Info.GetValueOrDefault("catboost_version_info")?.Text ?? "";
        var at = text.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? "" : new string(text.AsSpan(at + Mark.Length).ToString().TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Take(20).ToArray()).TrimEnd('.');
    }
}
