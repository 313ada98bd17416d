using System.Runtime.CompilerServices;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using LineaSharp.Tests.Golden;
using Xunit;

namespace LineaSharp.Scoring.Tests.Sklearn;

/// <summary>A model holds what it computes with, and not the file that it was read from.</summary>
public sealed class ModelLifetimeTests
{
    public static TheoryData<string> Pickles() => new(ExpectedPredictions.Of("pickles").Select(e => e.Key).Where(n => n.StartsWith("sk1.9", StringComparison.Ordinal) && !n.Contains("-sm-", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Pickles))]
    public void The_objects_of_the_file_go_when_the_model_stays(string name)
    {
        var (model, objects) = Load(Path.Combine(ExpectedPredictions.Folder("pickles", name), "model.pkl"));

        Assert.True(AreGone(objects), "The objects of the file are still there.");
        GC.KeepAlive(model);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(120)]
    [InlineData(240)]
    public void And_those_of_random_models_go(int first)
    {
        Assert.SkipUnless(RandomModels.AreHere, RandomModels.Reason);
        var folder = Directory.CreateTempSubdirectory("linea-lifetime-");
        try
        {
            var kept = new List<string>();
            foreach (var recorded in RandomModels.Fit(folder.FullName, first, 120).Where(m => !m.ContainsKey("skipped")))
            {
                var (model, objects) = Load(Path.Combine(folder.FullName, $"{recorded["index"]}.pkl"));
                if (!AreGone(objects)) kept.Add((string)recorded["name"]!);
                GC.KeepAlive(model);
            }
            Assert.True(kept.Count == 0, string.Join('\n', kept));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (SklearnModel Model, WeakReference[] Objects) Load(string file)
    {
        var root = PickleReader.ReadFile(file);
        var found = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Walk(root, found);
        return (SklearnFiles.Load(root), found.Select(o => new WeakReference(o)).ToArray());
    }

    // All that has bytes of the file, or leads to it.
    private static void Walk(object? value, HashSet<object> found)
    {
        if (value is not (PyObject or PyArray or PyBytes or PyDict or PySequence) || value == PyTuple.Empty || value == PyBytes.Empty || !found.Add(value)) return;
        foreach (var inner in value switch
        {
            PyObject made => [made.State, made.Arguments, made.Entries, .. made.Items ?? []],
            PyArray { Dtype.IsObject: true } array => array.ToValues(),
            PyDict dict => dict.Entries.Select(e => e.Value).ToArray(),
            PySequence sequence => sequence.Items.ToArray(),
            _ => Array.Empty<object?>(),
        }) Walk(inner, found);
    }

    private static bool AreGone(WeakReference[] objects)
    {
        for (var i = 0; i < 3 && objects.Any(o => o.IsAlive); i++) GC.Collect();
        return !objects.Any(o => o.IsAlive);
    }
}
