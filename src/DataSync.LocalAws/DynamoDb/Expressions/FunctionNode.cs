using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>A function of conditions: attribute_exists, attribute_not_exists, attribute_type, begins_with or contains.</summary>
internal sealed class FunctionNode(string name, Operand first, Operand? second) : ConditionNode
{
    /// <summary>The functions a condition may call, and how many operands each takes.</summary>
    public static readonly IReadOnlyDictionary<string, int> Arity = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["attribute_exists"] = 1,
        ["attribute_not_exists"] = 1,
        ["attribute_type"] = 2,
        ["begins_with"] = 2,
        ["contains"] = 2,
    };

    public string Name { get; } = name;

    public Operand First { get; } = first;

    public Operand? Second { get; } = second;

    public override IEnumerable<Operand> Operands => Second is null ? [First] : [First, Second];

    public override bool Evaluate(MapValue item, Binding binding)
    {
        AttributeValue? value = First.Evaluate(item, binding);
        if (Name == "attribute_not_exists")
        {
            return value is null;
        }
        if (value is null)
        {
            return false;
        }
        AttributeValue? argument = Second?.Evaluate(item, binding);
        return Name switch
        {
            "attribute_exists" => true,
            "attribute_type" => value.Kind.Code() == argument?.ToString(),
            "begins_with" => BeginsWith(value, argument),
            _ => Contains(value, argument),
        };
    }

    public override void Check(OperandCheck check)
    {
        First.Check(check);
        Second?.Check(check);
        if (Name.StartsWith("attribute_", StringComparison.Ordinal) && First is not PathOperand)
        {
            throw check.Error($"Operator or function requires a document path; operator or function: {Name}");
        }
        if (Second is not null)
        {
            check.RequireDistinct(First, Second, Name);
        }
        switch (Name)
        {
            case "begins_with":
                check.Require(First, Name, static kind => kind is ValueKind.String or ValueKind.Binary);
                check.Require(Second!, Name, static kind => kind is ValueKind.String or ValueKind.Binary);
                break;
            case "attribute_type":
                CheckTypeName(check);
                break;
        }
    }

    private void CheckTypeName(OperandCheck check)
    {
        if (Second is not ValueOperand value)
        {
            throw check.Error("Incorrect operand type for operator or function; operator or function: attribute_type, operand type: path");
        }
        check.Require(value, Name, static kind => kind == ValueKind.String);
        string type = check.Binding.Values[value.Slot].ToString()!;
        if (ValueKinds.FromCode(type) is null)
        {
            throw check.Error($"Invalid attribute type name found; type: {type}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}");
        }
    }

    private static bool BeginsWith(AttributeValue value, AttributeValue? prefix) => (value, prefix) switch
    {
        (StringValue s, StringValue p) => s.Utf8.AsSpan().StartsWith(p.Utf8),
        (BinaryValue b, BinaryValue p) => b.Bytes.AsSpan().StartsWith(p.Bytes),
        _ => false,
    };

    private static bool Contains(AttributeValue value, AttributeValue? part) => (value, part) switch
    {
        (_, null) => false,
        (StringValue s, StringValue p) => s.Utf8.AsSpan().IndexOf(p.Utf8) >= 0,
        (BinaryValue b, BinaryValue p) => b.Bytes.AsSpan().IndexOf(p.Bytes) >= 0,
        (SetValue set, _) => set.Contains(part),
        (ListValue list, _) => list.Items.Any(element => element.ValueEquals(part)),
        _ => false,
    };
}
