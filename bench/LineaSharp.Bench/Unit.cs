namespace LineaSharp.Bench;

/// <summary>What a table's times are told in.</summary>
internal sealed record Unit(string Name, double PerSecond)
{
    public static readonly Unit Seconds = new("s", 1);
    public static readonly Unit Milliseconds = new("ms", 1e3);
    public static readonly Unit Microseconds = new("µs", 1e6);
}
