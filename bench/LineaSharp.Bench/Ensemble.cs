using LineaSharp.Models;

namespace LineaSharp.Bench;

/// <summary>A model of several files of weights; with its MLmodel file they are one more.</summary>
internal sealed record Ensemble(IReadOnlyList<byte[]> Members)
{
    public static Ensemble New(int members, int size) => new(Enumerable.Range(0, members).Select(_ => NewBytes(size)).ToArray());

    private static byte[] NewBytes(int size)
    {
        var bytes = new byte[size];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }
}

/// <summary>Stands for a real flavor, as <see cref="WeightsFlavor"/> does.</summary>
internal sealed class EnsembleFlavor : ModelFlavor<Ensemble>
{
    public override string Name => "ensemble";

    protected override async Task SaveAsync(Ensemble model, ModelDirectory directory, CancellationToken cancellationToken)
    {
        directory.Manifest.AddFlavor(Name, new() { ["members"] = model.Members.Count });
        for (var i = 0; i < model.Members.Count; i++) await File.WriteAllBytesAsync(directory.File(FileName(i)), model.Members[i], cancellationToken);
    }

    protected override async Task<Ensemble> LoadAsync(ModelDirectory directory, CancellationToken cancellationToken)
    {
        var members = new List<byte[]>();
        for (var i = 0; File.Exists(directory.File(FileName(i))); i++) members.Add(await File.ReadAllBytesAsync(directory.File(FileName(i)), cancellationToken));
        return new Ensemble(members);
    }

    private static string FileName(int member) => Table.Text($"member-{member}.bin");
}
