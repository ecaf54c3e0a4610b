using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>Something with a value: a path, a :value, or a function of them.</summary>
internal abstract class Operand
{
    /// <summary>The value, or null when the item has none.</summary>
    public abstract AttributeValue? Evaluate(MapValue item, Binding binding);

    public virtual void Check(OperandCheck check)
    {
    }
}

internal sealed class PathOperand(DocumentPath path) : Operand
{
    public DocumentPath Path { get; } = path;

    public override AttributeValue? Evaluate(MapValue item, Binding binding) => Path.Resolve(item, binding);
}

internal sealed class ValueOperand(int slot) : Operand
{
    public int Slot { get; } = slot;

    public override AttributeValue? Evaluate(MapValue item, Binding binding) => binding.Values[Slot];
}

/// <summary><c>size(path)</c>: characters, bytes or elements; nothing for a type without a size.</summary>
internal sealed class SizeOperand(Operand inner) : Operand
{
    public override AttributeValue? Evaluate(MapValue item, Binding binding)
    {
        int? size = inner.Evaluate(item, binding) switch
        {
            StringValue s => s.ToString().Length,
            BinaryValue b => b.Bytes.Length,
            SetValue set => set.Items.Length,
            ListValue list => list.Items.Length,
            MapValue map => map.Count,
            _ => null,
        };
        return size is null ? null : new NumberValue(DynamoNumber.FromInt64(size.Value));
    }

    public override void Check(OperandCheck check) =>
        check.Require(inner, "size", static kind => kind is not (ValueKind.Number or ValueKind.Boolean or ValueKind.Null));
}

/// <summary><c>if_not_exists(path, operand)</c> of an update.</summary>
internal sealed class IfNotExistsOperand(PathOperand path, Operand otherwise) : Operand
{
    public override AttributeValue? Evaluate(MapValue item, Binding binding) => path.Evaluate(item, binding) ?? otherwise.Evaluate(item, binding);

    public override void Check(OperandCheck check) => otherwise.Check(check);
}

/// <summary><c>list_append(list, list)</c> of an update.</summary>
internal sealed class ListAppendOperand(Operand first, Operand second) : Operand
{
    public override AttributeValue Evaluate(MapValue item, Binding binding) =>
        UpdateAction.Existing(first, item, binding) is ListValue a && UpdateAction.Existing(second, item, binding) is ListValue b
            ? new ListValue([.. a.Items, .. b.Items])
            : throw UpdateAction.WrongDataType();

    public override void Check(OperandCheck check)
    {
        first.Check(check);
        second.Check(check);
        check.Require(first, "list_append", static kind => kind == ValueKind.List);
        check.Require(second, "list_append", static kind => kind == ValueKind.List);
    }
}

/// <summary>Addition or subtraction in an update.</summary>
internal sealed class ArithmeticOperand(Operand left, Operand right, bool subtract) : Operand
{
    public override AttributeValue Evaluate(MapValue item, Binding binding)
    {
        AttributeValue a = UpdateAction.Existing(left, item, binding);
        AttributeValue b = UpdateAction.Existing(right, item, binding);
        return a is NumberValue x && b is NumberValue y
            ? new NumberValue(DynamoNumber.Add(x.Number, subtract ? y.Number.Negate() : y.Number))
            : throw UpdateAction.WrongDataType();
    }

    public override void Check(OperandCheck check)
    {
        left.Check(check);
        right.Check(check);
        check.Require(left, subtract ? "-" : "+", static kind => kind == ValueKind.Number);
        check.Require(right, subtract ? "-" : "+", static kind => kind == ValueKind.Number);
    }
}
