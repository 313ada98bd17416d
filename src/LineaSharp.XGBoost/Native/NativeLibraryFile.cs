using System.Reflection;
using System.Runtime.InteropServices;

namespace LineaSharp.XGBoost.Native;

/// <summary>The loaded libxgboost. It is looked for once, at the first use, and stays loaded.</summary>
internal sealed class NativeLibraryFile
{
    private static readonly Lazy<(NativeLibraryFile? Found, string Tried)> Search = new(Find);

    private readonly nint _handle;

    private NativeLibraryFile(nint handle)
    {
        _handle = handle;
        // The resolver is asked for every function: it gives the handle that is already there.
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryFile).Assembly, (name, _, _) => name == NativeMethods.Library ? _handle : 0);
        NativeMethods.XGBoostVersion(out var major, out var minor, out var patch);
        Version = new Version(major, minor, patch);
    }

    public Version Version { get; }

    /// <summary>The library; everything that calls into it asks here first.</summary>
    /// <exception cref="LineaException">NotConfigured: there is none.</exception>
    public static NativeLibraryFile Required => Search.Value.Found ?? throw XGBoostErrors.NoLibrary(Search.Value.Tried);

    public static string? Obstacle => Search.Value.Found is null ? XGBoostErrors.NoLibrary(Search.Value.Tried).Message : null;

    private static (NativeLibraryFile?, string) Find()
    {
        var tried = new List<string>();
        foreach (var candidate in new NativeLibraryPlaces(Environment.GetEnvironmentVariable).Candidates())
        {
            tried.Add(candidate);
            if (!NativeLibrary.TryLoad(candidate, out var handle)) continue;
            // Another library of that name is told like none.
            if (NativeLibrary.TryGetExport(handle, nameof(NativeMethods.XGBoostVersion), out _)) return (new(handle), candidate);
            NativeLibrary.Free(handle);
        }
        return (null, string.Join(", ", tried));
    }
}
