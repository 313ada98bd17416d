namespace LineaSharp.XGBoost.Files;

/// <summary>Checks that a tree is one: native code follows its numbers without looking.</summary>
internal static class TreeCheck
{
    // The native code recurses, and for contributions keeps a table of the depth's square.
    private const int MaxDepth = 2_000;

    public static void Check(TreeNodes tree, int index, int features)
    {
        CheckDeleted(tree, index);
        var reached = new bool[tree.Count];
        var open = new Stack<(int Node, int Depth)>([(0, 0)]);
        while (open.TryPop(out var step))
        {
            var (node, depth) = step;
            if (reached[node]) throw Fault(index, $"reaches its node {node} twice");
            reached[node] = true;
            if (tree.IsDeleted(node)) throw Fault(index, $"reaches its deleted node {node}");
            if (depth > MaxDepth) throw Fault(index, $"is deeper than {MaxDepth} levels");
            if (tree.Left[node] == -1)
            {
                // Not every reader looks at the left child alone.
                if (tree.Right[node] != -1) throw Fault(index, $"has a leaf {node} that leads to node {tree.Right[node]}");
                continue;
            }
            if (tree.Features[node] < 0 || tree.Features[node] >= features) throw Fault(index, $"splits node {node} by feature {tree.Features[node]} of {features}");
            foreach (var child in (ReadOnlySpan<int>)[tree.Left[node], tree.Right[node]])
            {
                if (child <= 0 || child >= tree.Count) throw Fault(index, $"has {tree.Count} nodes, and node {node} leads to node {child}");
                if (tree.Parents[child] != node) throw Fault(index, $"has a node {child} below node {node} that says it is below {tree.Parents[child]}");
                open.Push((child, depth + 1));
            }
        }
        if (Enumerable.Range(0, tree.Count).FirstOrDefault(node => !reached[node] && !tree.IsDeleted(node), -1) is >= 0 and var lost) throw Fault(index, $"never reaches its node {lost}");
    }

    private static void CheckDeleted(TreeNodes tree, int index)
    {
        var deleted = 0;
        for (var node = 1; node < tree.Count; node++)
        {
            if (tree.IsDeleted(node) && (tree.Left[node], tree.Right[node]) != (-1, -1)) throw Fault(index, $"has a deleted node {node} that leads to others");
            if (tree.IsDeleted(node)) deleted++;
            // Read even of deleted nodes.
            if (tree.Parents[node] < 0 || tree.Parents[node] >= tree.Count) throw Fault(index, $"has {tree.Count} nodes, and node {node} is below node {tree.Parents[node]}");
        }
        if (deleted != tree.DeletedCount) throw Fault(index, $"says that {tree.DeletedCount} nodes are deleted, and {deleted} are");
    }

    public static LineaException Fault(int index, string fault) => XGBoostErrors.Damaged($"tree {index} {fault}");
}
