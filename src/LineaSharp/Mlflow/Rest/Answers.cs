namespace LineaSharp.Mlflow.Rest;

/// <summary>What every answer must have to be one.</summary>
internal static class Answers
{
    /// <summary>The part of an answer that makes it one.</summary>
    public static T Required<T>(T? part, MlflowCall call, string what)
        where T : class =>
        part is null or "" ? throw MlflowErrors.AnswerLacks(Shown(call), what) : part;

    /// <summary>A page; the token it was asked with must not come back, since that would never end.</summary>
    public static Page<T> Page<TWire, T>(IReadOnlyList<TWire>? items, Func<TWire, T> map, string? nextToken, string? askedWith, MlflowCall call)
    {
        if (string.IsNullOrEmpty(nextToken)) nextToken = null;
        else if (nextToken == askedWith) throw MlflowErrors.PagesRepeat(Shown(call));
        return new Page<T>((items ?? []).Select(map).ToList(), nextToken);
    }

    private static string Shown(MlflowCall call) => $"{call.Method} {call.Path}";
}
