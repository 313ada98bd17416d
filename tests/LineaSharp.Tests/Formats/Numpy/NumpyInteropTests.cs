using System.Diagnostics;
using System.Numerics;
using LineaSharp.Formats;
using Xunit;

namespace LineaSharp.Tests.Formats.Numpy;

/// <summary>numpy itself reads what is written here, and what it writes is read here.</summary>
public sealed class NumpyInteropTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<bool> HasNumpy = new(() => File.Exists(Python) && Run("import numpy").ExitCode == 0);
    private readonly DirectoryInfo _temp = Directory.CreateTempSubdirectory("linea-test-");

    public void Dispose() => _temp.Delete(recursive: true);

    [Fact]
    public void Numpy_reads_every_element_type()
    {
        SkipWithoutNumpy();
        var arrays = new Dictionary<string, Array>
        {
            ["bool"] = new[,] { { true, false }, { false, false } },
            ["int8"] = new sbyte[,] { { -128, 127 }, { 0, 1 } },
            ["uint8"] = new byte[,] { { 255, 127 }, { 0, 1 } },
            ["int16"] = new short[,] { { short.MinValue, 127 }, { 0, 1 } },
            ["uint16"] = new ushort[,] { { ushort.MaxValue, 127 }, { 0, 1 } },
            ["int32"] = new[,] { { int.MinValue, 127 }, { 0, 1 } },
            ["uint32"] = new uint[,] { { uint.MaxValue, 127 }, { 0, 1 } },
            ["int64"] = new[,] { { long.MinValue, 127 }, { 0, 1 } },
            ["uint64"] = new ulong[,] { { ulong.MaxValue, 127 }, { 0, 1 } },
            ["float16"] = new[,] { { (Half)0.5, (Half)(-2) }, { Half.PositiveInfinity, (Half)0 } },
            ["float32"] = new[,] { { 0.1f, -2 }, { float.NegativeInfinity, float.Epsilon } },
            ["float64"] = new[,] { { 0.1, -2 }, { double.NegativeInfinity, double.Epsilon } },
            ["complex128"] = new[,] { { new Complex(0.1, -2), 3 }, { Complex.ImaginaryOne, Complex.Zero } },
        };
        foreach (var (name, array) in arrays)
        {
            using var file = File.Create(PathOf(name));
            Npy.Write(file, array);
        }

        var (exitCode, output) = Run($"""
            import numpy as np, os
            for name in sorted(os.listdir({Quoted(_temp.FullName)})):
                a = np.load(os.path.join({Quoted(_temp.FullName)}, name), allow_pickle=False)
                assert a.shape == (2, 2) and a.flags.c_contiguous, name
                print(name, a.dtype.name, a.tobytes().hex())
            """);

        Assert.Equal(0, exitCode);
        Assert.Equal(
            arrays.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key} {a.Key} {Convert.ToHexStringLower(NpyTests.BytesOf(a.Value))}"),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Numpys_arrays_are_read_in_every_layout()
    {
        SkipWithoutNumpy();
        var (exitCode, output) = Run($"""
            import numpy as np, os
            a = np.arange(24).reshape(2, 3, 4)
            def save(name, array, version=None):
                with open(os.path.join({Quoted(_temp.FullName)}, name), 'wb') as f:
                    np.lib.format.write_array(f, array, version=version, allow_pickle=False)
            save('c', a.astype('<i4'))
            save('fortran', np.asfortranarray(a.astype('<i4')))
            save('big', a.astype('>i4'))
            save('big_fortran', np.asfortranarray(a.astype('>i4')))
            save('v2', a.astype('<i4'), (2, 0))
            save('v3', a.astype('<i4'), (3, 0))
            save('scalar', np.array(24, dtype='<i4'))
            save('empty', np.zeros((3, 0), dtype='<i4'))
            """);
        Assert.True(exitCode == 0, output);
        var expected = new int[2, 3, 4];
        for (var i = 0; i < 24; i++) expected[i / 12, i / 4 % 3, i % 4] = i;

        foreach (var layout in new[] { "c", "fortran", "big", "big_fortran", "v2", "v3" }) Assert.Equal(expected, Read(layout));
        Assert.Equal(new[] { 24 }, Read("scalar"));
        Assert.Equal(new int[3, 0], Read("empty"));
    }

    [Fact]
    public void Numpys_objects_and_records_are_refused()
    {
        SkipWithoutNumpy();
        var (exitCode, output) = Run($"""
            import numpy as np, os
            at = lambda name: open(os.path.join({Quoted(_temp.FullName)}, name), 'wb')
            np.save(at('pickle'), np.array([print, 1], dtype=object), allow_pickle=True)
            np.save(at('records'), np.array([(1, 2.0)], dtype=[('a', 'i4'), ('b', 'f8')]))
            np.save(at('text'), np.array(['a', 'bc']))
            np.save(at('dates'), np.array(['2024-01-01'], dtype='datetime64[D]'))
            """);
        Assert.True(exitCode == 0, output);

        foreach (var name in new[] { "pickle", "records", "text", "dates" })
            Assert.Equal(ErrorCode.NotSupported, Assert.Throws<LineaException>(() => Read(name)).Code);
    }

    private static void SkipWithoutNumpy() => Assert.SkipUnless(HasNumpy.Value, $"{Python} with numpy is not installed.");

    private string PathOf(string name) => Path.Combine(_temp.FullName, name);

    private Array Read(string name)
    {
        using var file = File.OpenRead(PathOf(name));
        return Npy.Read(file);
    }

    private static string Quoted(string path) => $"r'{path}'";

    private static (int ExitCode, string Output) Run(string script)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-I", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
