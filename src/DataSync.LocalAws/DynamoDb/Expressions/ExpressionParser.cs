namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>What the grammars share: tokens, paths, placeholders, limits, and error messages.</summary>
internal sealed class ExpressionParser
{
    /// <summary>Bytes of text in one expression.</summary>
    public const int MaxExpressionBytes = 4096;

    private const int MaxOperators = 300;
    private readonly List<Token> _tokens;
    private readonly List<string> _names = [];
    private readonly List<string> _values = [];
    private int _position;
    private int _operators;

    public ExpressionParser(string parameter, string text)
    {
        Parameter = parameter;
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Error("The expression can not be empty;");
        }
        int bytes = System.Text.Encoding.UTF8.GetByteCount(text);
        if (bytes > MaxExpressionBytes)
        {
            throw Error($"Expression size has exceeded the maximum allowed size; expression size: {bytes}");
        }
        Text = text;
        _tokens = Tokenizer.Tokenize(text, parameter);
    }

    public string Parameter { get; }

    public string Text { get; }

    /// <summary>The index of the current token.</summary>
    public int Position => _position;

    /// <summary>The tokens of the last parenthesised group: its opening and its closing one.</summary>
    public (int Open, int Close) LastGroup { get; set; } = (-1, -1);

    public Token Current => _tokens[_position];

    public Token Following => _tokens[Math.Min(_position + 1, _tokens.Count - 1)];

    public Token Take() => _tokens[_position == _tokens.Count - 1 ? _position : _position++];

    public bool TakeSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol))
        {
            return false;
        }
        Take();
        return true;
    }

    public bool TakeWord(string word)
    {
        if (!Current.IsWord(word))
        {
            return false;
        }
        Take();
        return true;
    }

    public void Expect(string symbol)
    {
        if (!TakeSymbol(symbol))
        {
            throw SyntaxError();
        }
    }

    public void ExpectEnd()
    {
        if (Current.Kind != TokenKind.End)
        {
            throw SyntaxError();
        }
    }

    public void CountOperator()
    {
        _operators++;
        if (_operators > MaxOperators)
        {
            throw Error($"The expression contains too many operators; operator count: {_operators}, limit: {MaxOperators}");
        }
    }

    public DynamoDbError Error(string detail) => DynamoDbError.Validation($"Invalid {Parameter}: {detail}");

    public DynamoDbError SyntaxError()
    {
        int first = Math.Max(0, _position - 1);
        int last = Math.Min(_tokens.Count - 1, _position + 1);
        int end = Math.Min(Text.Length, _tokens[last].Start + (_tokens[last].Kind == TokenKind.End ? 0 : _tokens[last].Text.Length));
        return Error($"Syntax error; token: \"{Current.Text}\", near: \"{Text[_tokens[first].Start..end].Trim()}\"");
    }

    /// <summary><c>name ( . name | [ index ] )*</c></summary>
    public DocumentPath ParsePath()
    {
        var steps = new List<PathStep> { ParseName() };
        while (true)
        {
            if (TakeSymbol("."))
            {
                steps.Add(ParseName());
            }
            else if (TakeSymbol("["))
            {
                if (Current.Kind != TokenKind.Number || !int.TryParse(Current.Text, out int index))
                {
                    throw SyntaxError();
                }
                Take();
                Expect("]");
                steps.Add(new PathStep(null, -1, index));
            }
            else
            {
                return new DocumentPath([.. steps]);
            }
        }
    }

    public ValueOperand ParseValue()
    {
        if (Current.Kind != TokenKind.ValuePlaceholder)
        {
            throw SyntaxError();
        }
        return new ValueOperand(Slot(_values, Take().Text));
    }

    public ParsedExpression Finish(ConditionNode? condition = null, UpdateAction[]? updates = null, DocumentPath[]? projection = null)
    {
        ExpectEnd();
        return new ParsedExpression
        {
            Parameter = Parameter,
            NamePlaceholders = [.. _names],
            ValuePlaceholders = [.. _values],
            Condition = condition,
            Updates = updates ?? [],
            Projection = projection ?? [],
        };
    }

    private PathStep ParseName()
    {
        switch (Current.Kind)
        {
            case TokenKind.NamePlaceholder:
                return new PathStep(null, Slot(_names, Take().Text), -1);
            case TokenKind.Identifier when ReservedWords.Contains(Current.Text):
                throw Error($"Attribute name is a reserved keyword; reserved keyword: {Current.Text}");
            case TokenKind.Identifier:
                return new PathStep(string.Intern(Take().Text), -1, -1);
            default:
                throw SyntaxError();
        }
    }

    private static int Slot(List<string> placeholders, string name)
    {
        int slot = placeholders.IndexOf(name);
        if (slot < 0)
        {
            slot = placeholders.Count;
            placeholders.Add(name);
        }
        return slot;
    }
}
