using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>Applies update expressions and projections by building new documents; what is not touched is shared.</summary>
internal static class DocumentEditor
{
    /// <summary>Every right side sees the item as it was; removals come last and from the back of each list, so that indexes mean the old positions.</summary>
    public static MapValue Apply(MapValue item, ParsedExpression update, Binding binding)
    {
        var sets = new List<(DocumentPath Path, AttributeValue Value)>(update.Updates.Length);
        var removals = new List<DocumentPath>();
        foreach (UpdateAction action in update.Updates)
        {
            if (action.NewValue(item, binding) is { } value)
            {
                sets.Add((action.Path, value));
            }
            else if (action.Kind == UpdateKind.Remove || action.Path.Resolve(item, binding) is not null)
            {
                removals.Add(action.Path);
            }
        }

        // Writes past the end of a list append in the order of their indexes.
        MapValue result = item;
        foreach ((DocumentPath path, AttributeValue value) in sets.OrderBy(s => LastIndex(s.Path)))
        {
            result = (MapValue)Replace(result, path.Steps, binding, value);
        }
        foreach (DocumentPath path in removals.OrderByDescending(p => p, Comparer<DocumentPath>.Create((a, b) => Order(a, b, binding))))
        {
            result = (MapValue)Replace(result, path.Steps, binding, null);
        }
        return result;
    }

    /// <summary>The parts of the item that the paths name. Elements of one list keep their order and close up.</summary>
    public static MapValue Project(MapValue item, IReadOnlyList<DocumentPath> paths, Binding binding)
    {
        var root = new ProjectionNode();
        foreach (DocumentPath path in paths)
        {
            if (path.Resolve(item, binding) is not null)
            {
                root.Add(path.Steps, binding);
            }
        }
        return (MapValue)root.Build(item);
    }

    private static int LastIndex(DocumentPath path) => path.Steps[^1] is { IsIndex: true } step ? step.ListIndex : -1;

    private static int Order(DocumentPath left, DocumentPath right, Binding binding)
    {
        int shared = left.CommonSteps(right, binding);
        if (shared == left.Steps.Length || shared == right.Steps.Length)
        {
            return left.Steps.Length.CompareTo(right.Steps.Length);
        }
        (PathStep a, PathStep b) = (left.Steps[shared], right.Steps[shared]);
        return a.IsIndex && b.IsIndex
            ? a.ListIndex.CompareTo(b.ListIndex)
            : string.CompareOrdinal(a.IsIndex ? "" : a.Name(binding), b.IsIndex ? "" : b.Name(binding));
    }

    private static AttributeValue Replace(AttributeValue container, ReadOnlySpan<PathStep> steps, Binding binding, AttributeValue? value)
    {
        PathStep step = steps[0];
        AttributeValue? inner = steps.Length == 1 ? value : null;
        switch (container)
        {
            case MapValue map when !step.IsIndex:
                string name = step.Name(binding);
                if (steps.Length > 1)
                {
                    inner = Replace(map.Find(name) ?? throw InvalidPath(), steps[1..], binding, value);
                }
                return inner is null ? map.Without(name) : map.With(name, inner);
            case ListValue list when step.IsIndex:
                bool exists = step.ListIndex < list.Items.Length;
                if (steps.Length > 1)
                {
                    inner = Replace(exists ? list.Items[step.ListIndex] : throw InvalidPath(), steps[1..], binding, value);
                }
                return Replace(list, step.ListIndex, exists, inner);
            default:
                throw InvalidPath();
        }
    }

    private static ListValue Replace(ListValue list, int index, bool exists, AttributeValue? value)
    {
        if (value is null)
        {
            return exists ? new ListValue([.. list.Items[..index], .. list.Items[(index + 1)..]]) : list;
        }
        if (!exists)
        {
            return new ListValue([.. list.Items, value]);
        }
        var items = (AttributeValue[])list.Items.Clone();
        items[index] = value;
        return new ListValue(items);
    }

    private static DynamoDbError InvalidPath() =>
        DynamoDbError.Validation("The document path provided in the update expression is invalid for update");

    /// <summary>A tree of the steps that are wanted; a node without children means the whole value.</summary>
    private sealed class ProjectionNode
    {
        private readonly SortedDictionary<string, ProjectionNode> _names = new(StringComparer.Ordinal);
        private readonly SortedDictionary<int, ProjectionNode> _indexes = [];

        public void Add(ReadOnlySpan<PathStep> steps, Binding binding)
        {
            if (steps.IsEmpty)
            {
                return;
            }
            ProjectionNode? next;
            if (steps[0].IsIndex)
            {
                if (!_indexes.TryGetValue(steps[0].ListIndex, out next))
                {
                    _indexes[steps[0].ListIndex] = next = new ProjectionNode();
                }
            }
            else if (!_names.TryGetValue(steps[0].Name(binding), out next))
            {
                _names[steps[0].Name(binding)] = next = new ProjectionNode();
            }
            next.Add(steps[1..], binding);
        }

        public AttributeValue Build(AttributeValue source, bool root = true)
        {
            if (!root && _names.Count == 0 && _indexes.Count == 0)
            {
                return source;
            }
            return source is ListValue list
                ? new ListValue([.. _indexes.Select(i => i.Value.Build(list.Items[i.Key], false))])
                : new MapValue([.. _names.Keys], [.. _names.Select(n => n.Value.Build(((MapValue)source).Find(n.Key)!, false))]);
        }

        public AttributeValue Build(MapValue source) => Build(source, true);
    }
}
