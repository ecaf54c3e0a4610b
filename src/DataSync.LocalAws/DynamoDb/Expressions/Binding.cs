using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>What a parsed expression's placeholders stand for in one request.</summary>
internal sealed class Binding(string[] names, AttributeValue[] values)
{
    public string[] Names { get; } = names;

    public AttributeValue[] Values { get; } = values;
}

/// <summary>A parsed expression: it depends on the text alone, so it can be cached.</summary>
internal sealed class ParsedExpression
{
    public required string Parameter { get; init; }

    /// <summary>The #placeholders in order of their slots.</summary>
    public required string[] NamePlaceholders { get; init; }

    /// <summary>The :placeholders in order of their slots.</summary>
    public required string[] ValuePlaceholders { get; init; }

    /// <summary>For conditions, filters and key conditions.</summary>
    public ConditionNode? Condition { get; init; }

    /// <summary>For updates, in the order written.</summary>
    public UpdateAction[] Updates { get; init; } = [];

    /// <summary>For projections.</summary>
    public DocumentPath[] Projection { get; init; } = [];
}

/// <summary>A request's ExpressionAttributeNames and ExpressionAttributeValues, remembering which were used.</summary>
internal sealed class ExpressionScope(PlaceholderTable<string>? names, PlaceholderTable<AttributeValue>? values)
{
    /// <summary>Bytes of all names and values of one request.</summary>
    private const long MaxBytes = 2 * 1024 * 1024;

    private bool _anyExpression;

    /// <summary>Resolves the expression's placeholders and checks it against the types of its values.</summary>
    public Binding Bind(ParsedExpression expression)
    {
        if (!_anyExpression)
        {
            _anyExpression = true;
            RequireSize(expression.Parameter);
        }
        string[] boundNames = expression.NamePlaceholders.Length == 0 ? [] : new string[expression.NamePlaceholders.Length];
        for (int i = 0; i < boundNames.Length; i++)
        {
            string placeholder = expression.NamePlaceholders[i];
            if (names is null || !names.TryUse(placeholder, out boundNames[i]!))
            {
                throw DynamoDbError.Validation($"Invalid {expression.Parameter}: An expression attribute name used in the document path is not defined; attribute name: {placeholder}");
            }
        }

        AttributeValue[] boundValues = expression.ValuePlaceholders.Length == 0 ? [] : new AttributeValue[expression.ValuePlaceholders.Length];
        for (int i = 0; i < boundValues.Length; i++)
        {
            string placeholder = expression.ValuePlaceholders[i];
            if (values is null || !values.TryUse(placeholder, out boundValues[i]!))
            {
                throw DynamoDbError.Validation($"Invalid {expression.Parameter}: An expression attribute value used in expression is not defined; attribute value: {placeholder}");
            }
        }

        var binding = new Binding(boundNames, boundValues);
        expression.Condition?.Check(new OperandCheck(binding, expression.Parameter));
        foreach (UpdateAction action in expression.Updates)
        {
            action.Check(new OperandCheck(binding, expression.Parameter));
        }
        return binding;
    }

    private void RequireSize(string parameter)
    {
        long bytes = (names?.Sum(static (key, name) => key.Length + name.Length) ?? 0) + (values?.Sum(static (key, value) => key.Length + (long)value.SizeBytes) ?? 0);
        if (bytes > MaxBytes)
        {
            throw DynamoDbError.Validation($"Invalid {parameter}: The names and values of an expression exceed the maximum allowed size; size: {bytes}, limit: {MaxBytes}");
        }
    }

    /// <summary>After all expressions are bound: refuses names and values that none of them used.</summary>
    public void RequireAllUsed()
    {
        if (!_anyExpression && (names ?? (object?)values) is not null)
        {
            string which = names is not null ? "ExpressionAttributeNames" : "ExpressionAttributeValues";
            throw DynamoDbError.Validation($"{which} can only be specified when using expressions");
        }
        if (names?.Unused() is { Count: > 0 } unusedNames)
        {
            throw DynamoDbError.Validation($"Value provided in ExpressionAttributeNames unused in expressions: keys: {{{string.Join(", ", unusedNames)}}}");
        }
        if (values?.Unused() is { Count: > 0 } unusedValues)
        {
            throw DynamoDbError.Validation($"Value provided in ExpressionAttributeValues unused in expressions: keys: {{{string.Join(", ", unusedValues)}}}");
        }
    }
}
