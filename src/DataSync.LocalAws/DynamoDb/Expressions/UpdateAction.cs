using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>The clauses of an update expression.</summary>
internal enum UpdateKind
{
    Set,
    Add,
    Delete,
    Remove,
}

/// <summary>One action of an update expression.</summary>
/// <param name="Kind">Its clause.</param>
/// <param name="Path">What it changes.</param>
/// <param name="Value">The right side; null for REMOVE.</param>
internal sealed record UpdateAction(UpdateKind Kind, DocumentPath Path, Operand? Value)
{
    public static DynamoDbError WrongDataType() => DynamoDbError.Validation("An operand in the update expression has an incorrect data type");

    /// <summary>An operand that must have a value.</summary>
    public static AttributeValue Existing(Operand operand, MapValue item, Binding binding) =>
        operand.Evaluate(item, binding)
        ?? throw DynamoDbError.Validation("The provided expression refers to an attribute that does not exist in the item");

    public void Check(OperandCheck check)
    {
        Value?.Check(check);
        if (Kind is not (UpdateKind.Add or UpdateKind.Delete))
        {
            return;
        }
        ValueKind kind = check.Binding.Values[((ValueOperand)Value!).Slot].Kind;
        if (!kind.IsSet() && !(Kind == UpdateKind.Add && kind == ValueKind.Number))
        {
            string clause = Kind == UpdateKind.Add ? "ADD" : "DELETE";
            throw check.Error($"Incorrect operand type for operator or function; operator: {clause}, operand type: {LongName(kind)}, typeSet: ALLOWED_FOR_{clause}_OPERAND");
        }
    }

    /// <summary>What the path will hold: null removes it.</summary>
    public AttributeValue? NewValue(MapValue item, Binding binding)
    {
        if (Kind == UpdateKind.Remove)
        {
            return null;
        }
        AttributeValue operand = Existing(Value!, item, binding);
        if (Kind == UpdateKind.Set)
        {
            return operand;
        }
        AttributeValue? current = Path.Resolve(item, binding);
        return (Kind, current, operand) switch
        {
            (UpdateKind.Add, null, _) => operand,
            (UpdateKind.Add, NumberValue a, NumberValue b) => new NumberValue(DynamoNumber.Add(a.Number, b.Number)),
            (UpdateKind.Add, SetValue a, SetValue b) when a.Kind == b.Kind => a.Union(b),
            (UpdateKind.Delete, null, _) => null,
            (UpdateKind.Delete, SetValue a, SetValue b) when a.Kind == b.Kind => a.Except(b),
            _ => throw WrongDataType(),
        };
    }

    private static string LongName(ValueKind kind) => kind switch
    {
        ValueKind.String => "STRING",
        ValueKind.Number => "NUMBER",
        ValueKind.Binary => "BINARY",
        ValueKind.Boolean => "BOOLEAN",
        ValueKind.Null => "NULL",
        ValueKind.List => "LIST",
        ValueKind.Map => "MAP",
        _ => kind.Code(),
    };
}
