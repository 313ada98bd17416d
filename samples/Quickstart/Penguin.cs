using System.Globalization;

namespace Quickstart;

/// <summary>One measured penguin.</summary>
public sealed class Penguin
{
    public required string Species { get; set; }
    public required string Island { get; set; }
    public required float BillLength { get; set; }
    public required float BillDepth { get; set; }
    public required float FlipperLength { get; set; }
    public required float BodyMass { get; set; }
    public required string Sex { get; set; }

    /// <summary>The penguins without missing values.</summary>
    public static List<Penguin> ReadAll(string path) => File.ReadLines(path).Skip(1)
        .Select(line => line.Split(','))
        .Where(fields => fields.All(f => f.Length > 0 && f != "."))
        .Select(fields => new Penguin
        {
            Species = fields[0], Island = fields[1], BillLength = Number(fields[2]), BillDepth = Number(fields[3]),
            FlipperLength = Number(fields[4]), BodyMass = Number(fields[5]), Sex = fields[6],
        })
        .ToList();

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
