using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>A key condition turned into a range of positions: one partition, and what the sort key may be.</summary>
internal sealed record KeyCondition(AttributeValue Partition, Position Low, Position High)
{
    private const string NotSupported = "Query key condition not supported";

    public static KeyCondition Create(ParsedExpression expression, Binding binding, KeySchema keys)
    {
        var predicates = new List<ConditionNode>();
        Flatten(expression.Condition!, predicates);
        AttributeValue? partition = null;
        ConditionNode? sort = null;
        foreach (ConditionNode predicate in predicates)
        {
            string name = Subject(predicate, binding);
            if (name == keys.Partition.Name && predicate is CompareNode { Comparator: "=" } equal && partition is null)
            {
                partition = Valid(Value(equal.Right, binding) ?? Value(equal.Left, binding), keys.Partition);
            }
            else if (name == keys.Sort?.Name && sort is null)
            {
                sort = predicate;
            }
            else
            {
                bool isKey = keys.Contains(name);
                throw DynamoDbError.Validation(isKey ? NotSupported : MissedKey(partition is null ? keys.Partition.Name : keys.Sort?.Name ?? name));
            }
        }
        if (partition is null)
        {
            throw DynamoDbError.Validation(MissedKey(keys.Partition.Name));
        }

        ulong placement = ItemKey.Place(partition);
        var all = new KeyCondition(partition, new Position(placement, partition, null, null, -1), new Position(placement, partition, null, null, 1));
        return sort is null ? all : all.Narrow(sort, binding, keys.Sort!);
    }

    private KeyCondition Narrow(ConditionNode predicate, Binding binding, KeyAttribute attribute)
    {
        switch (predicate)
        {
            case CompareNode compare:
                AttributeValue value = Valid(Value(compare.Right, binding) ?? Value(compare.Left, binding), attribute);
                string comparator = compare.Left is ValueOperand ? Mirrored(compare.Comparator) : compare.Comparator;
                return comparator switch
                {
                    "=" => this with { Low = At(value, -1), High = At(value, 1) },
                    "<" => this with { High = At(value, -1) },
                    "<=" => this with { High = At(value, 1) },
                    ">" => this with { Low = At(value, 1) },
                    ">=" => this with { Low = At(value, -1) },
                    _ => throw DynamoDbError.Validation("Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: <>"),
                };
            case BetweenNode between:
                return this with
                {
                    Low = At(Valid(Value(between.Low, binding), attribute), -1),
                    High = At(Valid(Value(between.High, binding), attribute), 1),
                };
            case FunctionNode { Name: "begins_with" } prefix:
                AttributeValue start = Valid(Value(prefix.Second!, binding), attribute);
                return this with { Low = At(start, -1), High = After(start) };
            default:
                throw DynamoDbError.Validation(NotSupported);
        }
    }

    private Position At(AttributeValue sort, int edge) => new(Low.Placement, Partition, sort, null, edge);

    // The first value that does not begin with the prefix: its last byte below 0xFF counted up.
    private Position After(AttributeValue prefix)
    {
        byte[] bytes = [.. prefix is StringValue s ? s.Utf8 : ((BinaryValue)prefix).Bytes];
        int last = bytes.Length - 1;
        while (last >= 0 && bytes[last] == 0xFF)
        {
            last--;
        }
        if (last < 0)
        {
            return new Position(Low.Placement, Partition, null, null, 1);
        }
        Array.Resize(ref bytes, last + 1);
        bytes[last]++;
        return At(prefix is StringValue ? new StringValue(bytes) : new BinaryValue(bytes), -1);
    }

    private static void Flatten(ConditionNode node, List<ConditionNode> predicates)
    {
        switch (node)
        {
            case AndNode and:
                Flatten(and.Left, predicates);
                Flatten(and.Right, predicates);
                break;
            case OrNode:
                throw DynamoDbError.Validation("Invalid operator used in KeyConditionExpression: OR");
            case NotNode:
                throw DynamoDbError.Validation("Invalid operator used in KeyConditionExpression: NOT");
            case InNode:
                throw DynamoDbError.Validation("Invalid operator used in KeyConditionExpression: IN");
            case FunctionNode { Name: not "begins_with" } function:
                throw DynamoDbError.Validation($"Invalid operator used in KeyConditionExpression: {function.Name}");
            default:
                predicates.Add(node);
                break;
        }
    }

    private static string Subject(ConditionNode predicate, Binding binding)
    {
        PathOperand? path = predicate.Operands.OfType<PathOperand>().FirstOrDefault();
        return path is { Path.Steps.Length: 1 }
            ? path.Path.TopLevelName(binding)
            : throw DynamoDbError.Validation("Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes");
    }

    private static AttributeValue? Value(Operand operand, Binding binding) => operand is ValueOperand value ? binding.Values[value.Slot] : null;

    private static AttributeValue Valid(AttributeValue? value, KeyAttribute attribute)
    {
        if (value is null)
        {
            throw DynamoDbError.Validation(NotSupported);
        }
        if (value.Kind != attribute.Kind)
        {
            throw DynamoDbError.Validation("One or more parameter values were invalid: Condition parameter type does not match schema type");
        }
        return value.SizeBytes > 0
            ? value
            : throw DynamoDbError.Validation($"One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: {attribute.Name}");
    }

    private static string MissedKey(string name) => $"Query condition missed key schema element: {name}";

    private static string Mirrored(string comparator) => comparator switch
    {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        _ => comparator,
    };
}
