using System.Collections.ObjectModel;

namespace LineaSharp.Mlflow;

internal static class Empty
{
    public static IReadOnlyDictionary<string, string> Tags => ReadOnlyDictionary<string, string>.Empty;
}
