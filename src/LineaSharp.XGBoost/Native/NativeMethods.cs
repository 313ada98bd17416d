using System.Runtime.InteropServices;

namespace LineaSharp.XGBoost.Native;

/// <summary>libxgboost's C API, as far as it is used. Every function gives 0, or -1 and a message that <see cref="XGBGetLastError"/> has on the same thread.</summary>
/// <remarks>https://xgboost.readthedocs.io/en/stable/dev/group__c__api.html</remarks>
internal static unsafe partial class NativeMethods
{
    public const string Library = "xgboost";

    [LibraryImport(Library)]
    public static partial byte* XGBGetLastError();

    [LibraryImport(Library)]
    public static partial void XGBoostVersion(out int major, out int minor, out int patch);

    [LibraryImport(Library)]
    public static partial int XGDMatrixCreateFromMat(float* data, ulong rows, ulong columns, float missing, out DMatrixHandle matrix);

    [LibraryImport(Library)]
    public static partial int XGDMatrixFree(nint matrix);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGDMatrixSetFloatInfo(DMatrixHandle matrix, string field, float* values, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGDMatrixSetUIntInfo(DMatrixHandle matrix, string field, uint* values, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGDMatrixSetStrFeatureInfo(DMatrixHandle matrix, string field, byte** values, ulong length);

    [LibraryImport(Library)]
    public static partial int XGBoosterCreate(nint* matrices, ulong length, out BoosterHandle booster);

    [LibraryImport(Library)]
    public static partial int XGBoosterFree(nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetParam(BoosterHandle booster, string name, string value);

    [LibraryImport(Library)]
    public static partial int XGBoosterUpdateOneIter(BoosterHandle booster, int round, DMatrixHandle matrix);

    [LibraryImport(Library)]
    public static partial int XGBoosterBoostOneIter(BoosterHandle booster, DMatrixHandle matrix, float* gradients, float* hessians, ulong length);

    [LibraryImport(Library)]
    public static partial int XGBoosterEvalOneIter(BoosterHandle booster, int round, nint* matrices, byte** names, ulong length, out byte* result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterPredictFromDMatrix(BoosterHandle booster, DMatrixHandle matrix, string config, out ulong* shape, out ulong rank, out float* result);

    [LibraryImport(Library)]
    public static partial int XGBoosterLoadModelFromBuffer(BoosterHandle booster, byte* bytes, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSaveModelToBuffer(BoosterHandle booster, string config, out ulong length, out byte* bytes);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterGetAttr(BoosterHandle booster, string name, out byte* value, out int found);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetAttr(BoosterHandle booster, string name, string? value);

    [LibraryImport(Library)]
    public static partial int XGBoosterGetAttrNames(BoosterHandle booster, out ulong length, out byte** names);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterGetStrFeatureInfo(BoosterHandle booster, string field, out ulong length, out byte** values);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetStrFeatureInfo(BoosterHandle booster, string field, byte** values, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterFeatureScore(
        BoosterHandle booster, string config, out ulong features, out byte** names, out ulong rank, out ulong* shape, out float* scores);

    [LibraryImport(Library)]
    public static partial int XGBoosterBoostedRounds(BoosterHandle booster, out int rounds);

    [LibraryImport(Library)]
    public static partial int XGBoosterGetNumFeature(BoosterHandle booster, out ulong features);
}
