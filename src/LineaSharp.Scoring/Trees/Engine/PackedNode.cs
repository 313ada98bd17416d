using System.Runtime.InteropServices;

namespace LineaSharp.Scoring.Trees.Engine;

/// <summary>A node as the engine walks it: left when <c>slots[Slot] &lt;= Threshold</c>, to <see cref="Next"/>; else right, to the node after it.</summary>
/// <remarks>A leaf leads to itself whatever the row holds, so that a walk of the tree's depth needs no test for leaves.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct PackedNode<T> where T : unmanaged
{
    public T Threshold;
    public int Slot;
    public int Next;
}
