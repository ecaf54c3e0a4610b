using System.Collections.Concurrent;

namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>Parsed expressions by their text. Bounded: when full it starts over, which costs one parse for each expression in use.</summary>
internal sealed class ExpressionCache
{
    private const int MaxEntries = 2048;
    private readonly ConcurrentDictionary<(string Parameter, string Text), ParsedExpression> _parsed = new();

    public ParsedExpression Condition(string parameter, string text) =>
        Get(parameter, text, static (parameter, text) => ConditionGrammar.Parse(parameter, text));

    public ParsedExpression Update(string text) =>
        Get("UpdateExpression", text, static (_, text) => UpdateGrammar.ParseUpdate(text));

    public ParsedExpression Projection(string text) =>
        Get("ProjectionExpression", text, static (_, text) => UpdateGrammar.ParseProjection(text));

    private ParsedExpression Get(string parameter, string text, Func<string, string, ParsedExpression> parse)
    {
        if (_parsed.TryGetValue((parameter, text), out ParsedExpression? cached))
        {
            return cached;
        }
        ParsedExpression parsed = parse(parameter, text);
        if (_parsed.Count >= MaxEntries)
        {
            _parsed.Clear();
        }
        _parsed[(parameter, text)] = parsed;
        return parsed;
    }
}
