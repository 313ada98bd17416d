using System.Runtime.InteropServices;

namespace LineaSharp.LightGbm.Native;

/// <summary>Return codes as errors, and texts across the border.</summary>
internal static unsafe class NativeCall
{
    private static readonly Lazy<string?> Search = new(() =>
        NativeLibrary.TryLoad(NativeMethods.Library, typeof(NativeCall).Assembly, null, out _) ? null : LightGbmErrors.NoLibrary().Message);

    // Texts of a list, as long as the library ever gave one; it says when it is too short.
    private delegate int ListCall(int length, out int count, nuint bufferLength, out nuint neededLength, byte** texts);

    public static string? Obstacle => Search.Value;

    /// <summary>Everything that makes a native object asks here first.</summary>
    /// <exception cref="LineaException">NotConfigured: the library cannot be loaded.</exception>
    public static void RequireLibrary()
    {
        if (Obstacle is not null) throw LightGbmErrors.NoLibrary();
    }

    /// <summary>Checks a return code, on the thread of the call.</summary>
    public static void Check(int code, string what)
    {
        if (code != 0) throw LightGbmErrors.Failed(what, LastError());
    }

    public static string LastError() => Marshal.PtrToStringUTF8((nint)NativeMethods.LGBM_GetLastError()) ?? "";

    public static string[] EvaluationNames(BoosterHandle booster) =>
        Texts((int length, out int count, nuint buffer, out nuint needed, byte** texts) => NativeMethods.LGBM_BoosterGetEvalNames(booster, length, out count, buffer, out needed, texts));

    public static string[] FeatureNames(BoosterHandle booster) =>
        Texts((int length, out int count, nuint buffer, out nuint needed, byte** texts) => NativeMethods.LGBM_BoosterGetFeatureNames(booster, length, out count, buffer, out needed, texts));

    /// <summary>Texts in native memory for the time of one call.</summary>
    public static int WithTexts(IReadOnlyList<string> texts, Func<nint, int> call)
    {
        var pointers = new nint[texts.Count];
        try
        {
            for (var i = 0; i < pointers.Length; i++) pointers[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
            fixed (nint* first = pointers) return call((nint)first);
        }
        finally
        {
            foreach (var pointer in pointers) Marshal.FreeCoTaskMem(pointer);
        }
    }

    private static string[] Texts(ListCall call)
    {
        Check(call(0, out var count, 0, out var needed, null), "tell names");
        if (count == 0) return [];
        var memory = new byte[checked(count * (int)needed)];
        var pointers = new nint[count];
        fixed (byte* start = memory)
        fixed (nint* first = pointers)
        {
            for (var i = 0; i < count; i++) pointers[i] = (nint)(start + ((nuint)i * needed));
            Check(call(count, out _, needed, out _, (byte**)first), "tell names");
            return Array.ConvertAll(pointers, pointer => Marshal.PtrToStringUTF8(pointer) ?? "");
        }
    }
}
