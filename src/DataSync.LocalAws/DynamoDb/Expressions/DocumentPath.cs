using System.Text;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>One step of a path: a name written out, a #placeholder (by its place in the expression's list), or a list index.</summary>
internal readonly record struct PathStep(string? Literal, int NameSlot, int ListIndex)
{
    public bool IsIndex => Literal is null && NameSlot < 0;

    public string Name(Binding binding) => Literal ?? binding.Names[NameSlot];
}

/// <summary>A document path such as <c>a.#b[2].c</c>.</summary>
internal sealed class DocumentPath(PathStep[] steps)
{
    public PathStep[] Steps { get; } = steps;

    public string TopLevelName(Binding binding) => Steps[0].Name(binding);

    /// <summary>The value the path leads to, or null.</summary>
    public AttributeValue? Resolve(MapValue item, Binding binding)
    {
        AttributeValue? current = item;
        foreach (PathStep step in Steps)
        {
            current = current switch
            {
                MapValue map when !step.IsIndex => map.Find(step.Name(binding)),
                ListValue list when step.IsIndex && step.ListIndex < list.Items.Length => list.Items[step.ListIndex],
                _ => null,
            };
            if (current is null)
            {
                return null;
            }
        }
        return current;
    }

    /// <summary>The path with its placeholders filled in, in the notation of AWS's messages: <c>[a, b, [0]]</c>.</summary>
    public string Describe(Binding binding)
    {
        var text = new StringBuilder("[");
        foreach (PathStep step in Steps)
        {
            text.Append(text.Length > 1 ? ", " : "").Append(step.IsIndex ? $"[{step.ListIndex}]" : step.Name(binding));
        }
        return text.Append(']').ToString();
    }

    public bool SameAs(DocumentPath other, Binding binding) =>
        Steps.Length == other.Steps.Length && CommonSteps(other, binding) == Steps.Length;

    /// <summary>How many leading steps two paths share.</summary>
    public int CommonSteps(DocumentPath other, Binding binding)
    {
        int shared = 0;
        int max = Math.Min(Steps.Length, other.Steps.Length);
        while (shared < max && StepsEqual(Steps[shared], other.Steps[shared], binding))
        {
            shared++;
        }
        return shared;
    }

    /// <summary>Refuses paths that overlap (one leads through the other) or conflict (the same place taken as list and as map).</summary>
    public static void RequireDisjoint(IReadOnlyList<DocumentPath> paths, Binding binding, string parameter)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            for (int j = i + 1; j < paths.Count; j++)
            {
                int shared = paths[i].CommonSteps(paths[j], binding);
                if (shared == 0)
                {
                    continue;
                }
                bool overlap = shared == paths[i].Steps.Length || shared == paths[j].Steps.Length;
                if (overlap || paths[i].Steps[shared].IsIndex != paths[j].Steps[shared].IsIndex)
                {
                    string what = overlap ? "overlap" : "conflict";
                    throw DynamoDbError.Validation(
                        $"Invalid {parameter}: Two document paths {what} with each other; must remove or rewrite one of these paths; "
                        + $"path one: {paths[i].Describe(binding)}, path two: {paths[j].Describe(binding)}");
                }
            }
        }
    }

    private static bool StepsEqual(PathStep a, PathStep b, Binding binding) =>
        a.IsIndex == b.IsIndex && (a.IsIndex ? a.ListIndex == b.ListIndex : a.Name(binding) == b.Name(binding));
}
