using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>What DynamoDB refuses before it looks at an item: operands whose type can never fit.</summary>
internal readonly record struct OperandCheck(Binding Binding, string Parameter)
{
    public DynamoDbError Error(string detail) => DynamoDbError.Validation($"Invalid {Parameter}: {detail}");

    public DynamoDbError WrongType(string function, ValueKind kind) =>
        Error($"Incorrect operand type for operator or function; operator or function: {function}, operand type: {kind.Code()}");

    /// <summary>Refuses a :value operand of a type that <paramref name="allowed"/> does not accept; paths are judged only against an item.</summary>
    public void Require(Operand operand, string function, Func<ValueKind, bool> allowed)
    {
        if (operand is ValueOperand value && !allowed(Binding.Values[value.Slot].Kind))
        {
            throw WrongType(function, Binding.Values[value.Slot].Kind);
        }
    }

    /// <summary>Refuses the same path on both sides.</summary>
    public void RequireDistinct(Operand first, Operand second, string function)
    {
        if (first is PathOperand a && second is PathOperand b && a.Path.SameAs(b.Path, Binding))
        {
            throw Error("The first operand must be distinct from the remaining operands for this operator or function; "
                + $"operator: {function}, first operand: {a.Path.Describe(Binding)}");
        }
    }
}
