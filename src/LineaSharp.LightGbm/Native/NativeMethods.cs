using System.Runtime.InteropServices;

namespace LineaSharp.LightGbm.Native;

/// <summary>LightGBM's C API, as far as it is used. Every function gives 0, or -1 and a message that <see cref="LGBM_GetLastError"/> has on the same thread.</summary>
/// <remarks>https://lightgbm.readthedocs.io/en/stable/C-API.html</remarks>
internal static unsafe partial class NativeMethods
{
    public const string Library = "lib_lightgbm";

    public const int Float32 = 0;
    public const int Float64 = 1;
    public const int Int32 = 2;

    [LibraryImport(Library)]
    public static partial byte* LGBM_GetLastError();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LGBM_DatasetCreateFromMat(void* data, int type, int rows, int columns, int isRowMajor, string parameters, nint reference, out DatasetHandle dataset);

    [LibraryImport(Library)]
    public static partial int LGBM_DatasetFree(nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LGBM_DatasetSetField(DatasetHandle dataset, string field, void* values, int length, int type);

    [LibraryImport(Library)]
    public static partial int LGBM_DatasetSetFeatureNames(DatasetHandle dataset, byte** names, int length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LGBM_BoosterCreate(DatasetHandle dataset, string parameters, out BoosterHandle booster);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterFree(nint booster);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterLoadModelFromString(byte* text, out int rounds, out BoosterHandle booster);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterAddValidData(BoosterHandle booster, DatasetHandle dataset);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterUpdateOneIter(BoosterHandle booster, out int isFinished);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterUpdateOneIterCustom(BoosterHandle booster, float* gradients, float* hessians, out int isFinished);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetEvalNames(BoosterHandle booster, int length, out int count, nuint bufferLength, out nuint neededLength, byte** names);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetEval(BoosterHandle booster, int dataset, out int count, double* scores);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetNumPredict(BoosterHandle booster, int dataset, out long length);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetPredict(BoosterHandle booster, int dataset, out long length, double* values);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetFeatureNames(BoosterHandle booster, int length, out int count, nuint bufferLength, out nuint neededLength, byte** names);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetNumFeature(BoosterHandle booster, out int count);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetNumClasses(BoosterHandle booster, out int count);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetCurrentIteration(BoosterHandle booster, out int count);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterCalcNumPredict(BoosterHandle booster, int rows, int kind, int firstRound, int rounds, out long length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int LGBM_BoosterPredictForMat(
        BoosterHandle booster, void* data, int type, int rows, int columns, int isRowMajor, int kind, int firstRound, int rounds, string parameters, out long length, double* result);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterSaveModelToString(BoosterHandle booster, int firstRound, int rounds, int importance, long bufferLength, out long length, byte* text);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterFeatureImportance(BoosterHandle booster, int rounds, int importance, double* result);
}
