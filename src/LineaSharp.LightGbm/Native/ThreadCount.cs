using System.Globalization;
using System.Runtime.InteropServices;

namespace LineaSharp.LightGbm.Native;

/// <summary>The number of threads that the library takes for the calls of one thread of ours, until it is disposed on that thread.</summary>
/// <remarks>
/// The library keeps its parameter <c>num_threads</c> for the whole process, and every call sets it: a prediction elsewhere would change it in the middle of a
/// training, which then writes beyond the memory that it took for fewer threads. So the parameter is never handed on; OpenMP's own number, which the library goes by
/// instead, belongs to the thread that sets it.
/// </remarks>
internal sealed unsafe class ThreadCount : IDisposable
{
    // The parameter's name and its other names; the first counts most.
    private static readonly string[] Names = ["num_threads", "num_thread", "nthread", "nthreads", "n_jobs"];

    // The runtime that the library itself is linked to.
    private static readonly string[] Files =
        OperatingSystem.IsWindows() ? ["vcomp140.dll"]
        : OperatingSystem.IsMacOS() ? ["libomp.dylib", "/opt/homebrew/opt/libomp/lib/libomp.dylib", "/usr/local/opt/libomp/lib/libomp.dylib", "/opt/local/lib/libomp/libomp.dylib"]
        : ["libgomp.so.1"];

    private static readonly Lazy<nint> OpenMP = new(() => Files.Select(file => NativeLibrary.TryLoad(file, out var handle) ? handle : 0).FirstOrDefault(handle => handle != 0));

    private readonly int _before;

    private ThreadCount(int count)
    {
        if (OpenMP.Value == 0) throw LightGbmErrors.NoThreadCount(Files);
        _before = ((delegate* unmanaged<int>)NativeLibrary.GetExport(OpenMP.Value, "omp_get_max_threads"))();
        Set(count);
    }

    /// <summary>Takes the number of threads out of parameters.</summary>
    /// <returns>Null when there is none, or it leaves the number to the library.</returns>
    /// <exception cref="ArgumentException">It is no number.</exception>
    public static ThreadCount? TakenFrom(Dictionary<string, object> parameters)
    {
        int? asked = null;
        foreach (var name in Names)
            if (parameters.Remove(name, out var value)) asked ??= Number(name, value);
        return asked > 0 ? new(asked.Value) : null;
    }

    public void Dispose() => Set(_before);

    private static void Set(int count) => ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(OpenMP.Value, "omp_set_num_threads"))(count);

    private static int Number(string name, object value) =>
        int.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"The parameter '{name}' is '{value}'; a whole number was expected.");
}
