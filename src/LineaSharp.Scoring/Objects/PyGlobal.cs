namespace LineaSharp.Scoring.Objects;

/// <summary>The name of a class or function. It is a name and nothing more: nothing is imported or called by it.</summary>
internal sealed record PyGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
