using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>A condition as a tree. Evaluated against an item; a missing item is an empty one.</summary>
internal abstract class ConditionNode
{
    public abstract bool Evaluate(MapValue item, Binding binding);

    /// <summary>Refuses operands that can never fit, before any item is looked at.</summary>
    public abstract void Check(OperandCheck check);

    /// <summary>The paths the condition reads, for rules about which attributes it may name.</summary>
    public abstract IEnumerable<Operand> Operands { get; }
}

internal sealed class AndNode(ConditionNode left, ConditionNode right) : ConditionNode
{
    public ConditionNode Left { get; } = left;

    public ConditionNode Right { get; } = right;

    public override IEnumerable<Operand> Operands => Left.Operands.Concat(Right.Operands);

    public override bool Evaluate(MapValue item, Binding binding) => Left.Evaluate(item, binding) && Right.Evaluate(item, binding);

    public override void Check(OperandCheck check)
    {
        Left.Check(check);
        Right.Check(check);
    }
}

internal sealed class OrNode(ConditionNode left, ConditionNode right) : ConditionNode
{
    public override IEnumerable<Operand> Operands => left.Operands.Concat(right.Operands);

    public override bool Evaluate(MapValue item, Binding binding) => left.Evaluate(item, binding) || right.Evaluate(item, binding);

    public override void Check(OperandCheck check)
    {
        left.Check(check);
        right.Check(check);
    }
}

internal sealed class NotNode(ConditionNode inner) : ConditionNode
{
    public override IEnumerable<Operand> Operands => inner.Operands;

    public override bool Evaluate(MapValue item, Binding binding) => !inner.Evaluate(item, binding);

    public override void Check(OperandCheck check) => inner.Check(check);
}

/// <summary>One of the six comparators. Values of different types are unequal and unordered.</summary>
internal sealed class CompareNode(Operand left, string comparator, Operand right) : ConditionNode
{
    public Operand Left { get; } = left;

    public Operand Right { get; } = right;

    public string Comparator { get; } = comparator;

    public override IEnumerable<Operand> Operands => [Left, Right];

    public override bool Evaluate(MapValue item, Binding binding)
    {
        AttributeValue? a = Left.Evaluate(item, binding);
        AttributeValue? b = Right.Evaluate(item, binding);
        if (Comparator is "=" or "<>")
        {
            return (a is not null && b is not null && a.ValueEquals(b)) == (Comparator == "=");
        }
        return a is not null && b is not null && a.Kind == b.Kind && a.Kind.IsOrdered() && Holds(AttributeValue.Compare(a, b));
    }

    public override void Check(OperandCheck check)
    {
        Left.Check(check);
        Right.Check(check);
        check.RequireDistinct(Left, Right, Comparator);
        if (Comparator is not ("=" or "<>"))
        {
            check.Require(Left, Comparator, static kind => kind.IsOrdered());
            check.Require(Right, Comparator, static kind => kind.IsOrdered());
        }
    }

    private bool Holds(int order) => Comparator switch
    {
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };
}

internal sealed class BetweenNode(Operand subject, Operand low, Operand high) : ConditionNode
{
    public Operand Subject { get; } = subject;

    public Operand Low { get; } = low;

    public Operand High { get; } = high;

    public override IEnumerable<Operand> Operands => [Subject, Low, High];

    public override bool Evaluate(MapValue item, Binding binding) =>
        Subject.Evaluate(item, binding) is { } value
        && Low.Evaluate(item, binding) is { } from && from.Kind == value.Kind
        && High.Evaluate(item, binding) is { } to && to.Kind == value.Kind
        && value.Kind.IsOrdered()
        && AttributeValue.Compare(value, from) >= 0
        && AttributeValue.Compare(value, to) <= 0;

    public override void Check(OperandCheck check)
    {
        Subject.Check(check);
        check.Require(Low, "BETWEEN", static kind => kind.IsOrdered());
        check.Require(High, "BETWEEN", static kind => kind.IsOrdered());
        if (Low is not ValueOperand a || High is not ValueOperand b)
        {
            return;
        }
        AttributeValue from = check.Binding.Values[a.Slot];
        AttributeValue to = check.Binding.Values[b.Slot];
        string bounds = $"lower bound operand: AttributeValue: {{{from.Kind.Code()}:{from}}}, upper bound operand: AttributeValue: {{{to.Kind.Code()}:{to}}}";
        if (from.Kind != to.Kind)
        {
            throw check.Error("The BETWEEN operator requires same data type for lower and upper bounds; " + bounds);
        }
        if (AttributeValue.Compare(from, to) > 0)
        {
            throw check.Error("The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " + bounds);
        }
    }
}

internal sealed class InNode(Operand subject, Operand[] choices) : ConditionNode
{
    public override IEnumerable<Operand> Operands => choices.Prepend(subject);

    public override bool Evaluate(MapValue item, Binding binding)
    {
        AttributeValue? value = subject.Evaluate(item, binding);
        return value is not null && choices.Any(choice => choice.Evaluate(item, binding) is { } other && other.ValueEquals(value));
    }

    public override void Check(OperandCheck check)
    {
        subject.Check(check);
        foreach (Operand choice in choices)
        {
            choice.Check(check);
        }
    }
}
