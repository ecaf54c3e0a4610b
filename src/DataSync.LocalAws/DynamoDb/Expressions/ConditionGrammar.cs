namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>Conditions, filters and key conditions. NOT binds tighter than AND, AND tighter than OR.</summary>
internal static class ConditionGrammar
{
    private const int MaxChoices = 100;
    private const int MaxNesting = 300;
    private static readonly string[] Comparators = ["=", "<>", "<", "<=", ">", ">="];

    public static ParsedExpression Parse(string parameter, string text)
    {
        var parser = new ExpressionParser(parameter, text);
        return parser.Finish(condition: ParseOr(parser, 0));
    }

    private static ConditionNode ParseOr(ExpressionParser parser, int nesting)
    {
        ConditionNode left = ParseAnd(parser, nesting);
        while (parser.TakeWord("OR"))
        {
            parser.CountOperator();
            left = new OrNode(left, ParseAnd(parser, nesting));
        }
        return left;
    }

    private static ConditionNode ParseAnd(ExpressionParser parser, int nesting)
    {
        ConditionNode left = ParseNot(parser, nesting);
        while (parser.TakeWord("AND"))
        {
            parser.CountOperator();
            left = new AndNode(left, ParseNot(parser, nesting));
        }
        return left;
    }

    private static ConditionNode ParseNot(ExpressionParser parser, int nesting)
    {
        if (nesting > MaxNesting)
        {
            throw parser.Error("The expression is nested too deeply");
        }
        if (parser.TakeWord("NOT"))
        {
            parser.CountOperator();
            return new NotNode(ParseNot(parser, nesting + 1));
        }
        if (!parser.Current.IsSymbol("("))
        {
            return ParsePredicate(parser);
        }

        int open = parser.Position;
        parser.Take();
        ConditionNode inner = ParseOr(parser, nesting + 1);
        // ((a)) is refused, ((a) AND (b)) is not: redundant is a group that holds exactly one other group.
        if (parser.LastGroup == (open + 1, parser.Position - 1))
        {
            throw parser.Error("The expression has redundant parentheses;");
        }
        parser.LastGroup = (open, parser.Position);
        parser.Expect(")");
        return inner;
    }

    private static ConditionNode ParsePredicate(ExpressionParser parser)
    {
        if (parser.Current.Kind == TokenKind.Identifier && parser.Following.IsSymbol("(") && parser.Current.Text != "size")
        {
            return ParseFunction(parser);
        }

        Operand subject = ParseOperand(parser);
        if (parser.TakeWord("BETWEEN"))
        {
            parser.CountOperator();
            Operand low = ParseOperand(parser);
            if (!parser.TakeWord("AND"))
            {
                throw parser.SyntaxError();
            }
            return new BetweenNode(subject, low, ParseOperand(parser));
        }
        if (parser.TakeWord("IN"))
        {
            parser.CountOperator();
            return new InNode(subject, ParseChoices(parser));
        }
        if (parser.Current.Kind != TokenKind.Symbol || !Comparators.Contains(parser.Current.Text))
        {
            throw parser.SyntaxError();
        }
        parser.CountOperator();
        string comparator = parser.Take().Text;
        return new CompareNode(subject, comparator, ParseOperand(parser));
    }

    private static Operand[] ParseChoices(ExpressionParser parser)
    {
        var choices = new List<Operand>();
        parser.Expect("(");
        do
        {
            choices.Add(ParseOperand(parser));
        }
        while (parser.TakeSymbol(","));
        parser.Expect(")");
        if (choices.Count > MaxChoices)
        {
            throw parser.Error($"The IN operator is provided with too many operands; number of operands: {choices.Count}");
        }
        return [.. choices];
    }

    private static FunctionNode ParseFunction(ExpressionParser parser)
    {
        string name = parser.Take().Text;
        if (!FunctionNode.Arity.TryGetValue(name, out int arity))
        {
            bool known = name is "if_not_exists" or "list_append";
            throw parser.Error(known
                ? $"The function is not allowed in a condition expression; function: {name}"
                : $"Invalid function name; function: {name}");
        }

        parser.CountOperator();
        parser.Expect("(");
        var operands = new List<Operand>();
        do
        {
            operands.Add(ParseOperand(parser));
        }
        while (parser.TakeSymbol(","));
        parser.Expect(")");
        if (operands.Count != arity)
        {
            throw parser.Error($"Incorrect number of operands for operator or function; operator or function: {name}, number of operands: {operands.Count}");
        }
        return new FunctionNode(name, operands[0], operands.Count > 1 ? operands[1] : null);
    }

    private static Operand ParseOperand(ExpressionParser parser)
    {
        if (parser.Current.Kind == TokenKind.ValuePlaceholder)
        {
            return parser.ParseValue();
        }
        if (parser.Current.Text == "size" && parser.Following.IsSymbol("("))
        {
            parser.CountOperator();
            parser.Take();
            parser.Expect("(");
            Operand inner = ParseOperand(parser);
            parser.Expect(")");
            return new SizeOperand(inner);
        }
        return new PathOperand(parser.ParsePath());
    }
}
