namespace DataSync.Local.Templates;

/// <summary>Orders resources so that each comes after those it refers to.</summary>
internal static class CreationOrder
{
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, HashSet<string>> dependencies)
    {
        var order = new List<string>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (var id in dependencies.Keys)
        {
            Visit(id, dependencies, order, done, path);
        }

        return order;
    }

    private static void Visit(string id, IReadOnlyDictionary<string, HashSet<string>> dependencies, List<string> order, HashSet<string> done, List<string> path)
    {
        if (done.Contains(id))
        {
            return;
        }

        var start = path.IndexOf(id);
        if (start >= 0)
        {
            throw new TemplateException("Resources", "circular dependency: " + string.Join(" -> ", path.Skip(start).Append(id)));
        }

        path.Add(id);
        // A resource may name itself (its own ARN in a policy text); that is no dependency on another one.
        foreach (var target in dependencies[id].Where(target => target != id && dependencies.ContainsKey(target)).Order(StringComparer.Ordinal))
        {
            Visit(target, dependencies, order, done, path);
        }

        path.RemoveAt(path.Count - 1);
        done.Add(id);
        order.Add(id);
    }
}
