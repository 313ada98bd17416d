using System.Runtime.InteropServices;

namespace LineaSharp.XGBoost.Native;

/// <summary>Return codes as errors, and texts across the border.</summary>
internal static unsafe class NativeCall
{
    /// <summary>Checks a return code, on the thread of the call.</summary>
    public static void Check(int code, string what)
    {
        if (code != 0) throw XGBoostErrors.Failed(what, LastError());
    }

    public static string LastError() => Text(NativeMethods.XGBGetLastError());

    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    public static string[] Texts(byte** texts, ulong length)
    {
        var all = new string[checked((int)length)];
        for (var i = 0; i < all.Length; i++) all[i] = Text(texts[i]);
        return all;
    }

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

    /// <summary>Handles held for the time of one call.</summary>
    public static int WithHandles(IReadOnlyList<DMatrixHandle> handles, Func<nint, int> call)
    {
        var pointers = new nint[handles.Count];
        var held = 0;
        try
        {
            for (; held < pointers.Length; held++)
            {
                var added = false;
                handles[held].DangerousAddRef(ref added);
                pointers[held] = handles[held].DangerousGetHandle();
            }
            fixed (nint* first = pointers) return call((nint)first);
        }
        finally
        {
            for (var i = 0; i < held; i++) handles[i].DangerousRelease();
        }
    }
}
