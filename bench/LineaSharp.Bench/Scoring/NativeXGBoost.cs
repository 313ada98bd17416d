using System.Runtime.InteropServices;

namespace LineaSharp.Bench.Scoring;

/// <summary>The few calls of libxgboost that train a model and predict with it.</summary>
internal sealed unsafe partial class NativeXGBoost : IDisposable
{
    private const string Library = "libxgboost.so.0";
    private readonly nint _booster;

    private NativeXGBoost(nint booster) => _booster = booster;

    public static bool IsThere => NativeLibrary.TryLoad(Library, out _);

    /// <summary>Trains 200 trees of depth 6.</summary>
    public static NativeXGBoost Train(float[] rows, int features, float[] labels, int rounds)
    {
        Check(XGDMatrixCreateFromMat(rows, (ulong)labels.Length, (ulong)features, float.NaN, out var data));
        Check(XGDMatrixSetFloatInfo(data, "label", labels, (ulong)labels.Length));
        Check(XGBoosterCreate([data], 1, out var booster));
        foreach (var (key, value) in new[] { ("objective", "reg:squarederror"), ("max_depth", "6"), ("tree_method", "hist"), ("eta", "0.1"), ("verbosity", "0") }) Check(XGBoosterSetParam(booster, key, value));
        for (var round = 0; round < rounds; round++) Check(XGBoosterUpdateOneIter(booster, round, data));
        _ = XGDMatrixFree(data);
        return new NativeXGBoost(booster);
    }

    /// <param name="format"><c>ubj</c> or <c>json</c>.</param>
    public byte[] Save(string format)
    {
        Check(XGBoosterSaveModelToBuffer(_booster, $$"""{"format":"{{format}}"}""", out var length, out var bytes));
        return new ReadOnlySpan<byte>((void*)bytes, (int)length).ToArray();
    }

    public double[] Predict(ReadOnlySpan<float> rows, int features)
    {
        fixed (float* first = rows)
        {
            var array = Table.Text($$"""{"data":[{{(nint)first}},true],"shape":[{{rows.Length / features}},{{features}}],"typestr":"<f4","version":3}""");
            Check(XGBoosterPredictFromDense(_booster, array, """{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"missing":NaN,"cache_id":0}""", 0, out _, out _, out var result));
            return Widened.Of(new ReadOnlySpan<float>((void*)result, rows.Length / features));
        }
    }

    public void Dispose() => _ = XGBoosterFree(_booster);

    private static void Check(int code)
    {
        if (code != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8(XGBGetLastError()));
    }

    [LibraryImport(Library)]
    private static partial nint XGBGetLastError();

    [LibraryImport(Library)]
    private static partial int XGDMatrixCreateFromMat(float[] data, ulong rows, ulong columns, float missing, out nint matrix);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGDMatrixSetFloatInfo(nint matrix, string field, float[] values, ulong count);

    [LibraryImport(Library)]
    private static partial int XGDMatrixFree(nint matrix);

    [LibraryImport(Library)]
    private static partial int XGBoosterCreate(nint[] matrices, ulong count, out nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGBoosterSetParam(nint booster, string key, string value);

    [LibraryImport(Library)]
    private static partial int XGBoosterUpdateOneIter(nint booster, int round, nint matrix);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGBoosterSaveModelToBuffer(nint booster, string config, out ulong length, out nint bytes);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int XGBoosterPredictFromDense(nint booster, string array, string config, nint proxy, out nint shape, out ulong dimensions, out nint result);

    [LibraryImport(Library)]
    private static partial int XGBoosterFree(nint booster);
}
