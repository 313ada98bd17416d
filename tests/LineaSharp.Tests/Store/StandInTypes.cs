namespace Microsoft.Data.Analysis;

/// <summary>Stands for the type of that full name, whose package is not referenced here.</summary>
public sealed class DataFrame
{
    public int Rows { get; init; } = 3;
}
