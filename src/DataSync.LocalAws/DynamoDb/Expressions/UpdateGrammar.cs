namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>Update and projection expressions.</summary>
internal static class UpdateGrammar
{
    private const int MaxNesting = 300;

    public static ParsedExpression ParseUpdate(string text)
    {
        var parser = new ExpressionParser("UpdateExpression", text);
        var actions = new List<UpdateAction>();
        var seen = new HashSet<UpdateKind>();
        while (parser.Current.Kind != TokenKind.End)
        {
            string clause = parser.Current.Text.ToUpperInvariant();
            UpdateKind kind = clause switch
            {
                "SET" => UpdateKind.Set,
                "REMOVE" => UpdateKind.Remove,
                "ADD" => UpdateKind.Add,
                "DELETE" => UpdateKind.Delete,
                _ => throw parser.SyntaxError(),
            };
            parser.Take();
            if (!seen.Add(kind))
            {
                throw parser.Error($"The \"{clause}\" section can only be used once in an update expression;");
            }
            do
            {
                actions.Add(ParseAction(parser, kind));
            }
            while (parser.TakeSymbol(","));
        }
        return parser.Finish(updates: [.. actions]);
    }

    public static ParsedExpression ParseProjection(string text)
    {
        var parser = new ExpressionParser("ProjectionExpression", text);
        var paths = new List<DocumentPath>();
        do
        {
            paths.Add(parser.ParsePath());
        }
        while (parser.TakeSymbol(","));
        return parser.Finish(projection: [.. paths]);
    }

    private static UpdateAction ParseAction(ExpressionParser parser, UpdateKind kind)
    {
        DocumentPath path = parser.ParsePath();
        switch (kind)
        {
            case UpdateKind.Remove:
                return new UpdateAction(kind, path, null);
            case UpdateKind.Set:
                parser.Expect("=");
                return new UpdateAction(kind, path, ParseSum(parser, 0));
            default:
                return new UpdateAction(kind, path, parser.ParseValue());
        }
    }

    private static Operand ParseSum(ExpressionParser parser, int nesting)
    {
        Operand left = ParseTerm(parser, nesting);
        if (!parser.Current.IsSymbol("+") && !parser.Current.IsSymbol("-"))
        {
            return left;
        }
        parser.CountOperator();
        bool subtract = parser.Take().Text == "-";
        return new ArithmeticOperand(left, ParseTerm(parser, nesting), subtract);
    }

    private static Operand ParseTerm(ExpressionParser parser, int nesting)
    {
        if (nesting > MaxNesting)
        {
            throw parser.Error("The expression is nested too deeply");
        }
        if (parser.TakeSymbol("("))
        {
            Operand inner = ParseSum(parser, nesting + 1);
            parser.Expect(")");
            return inner;
        }
        if (parser.Current.Kind == TokenKind.ValuePlaceholder)
        {
            return parser.ParseValue();
        }
        return parser.Current.Kind == TokenKind.Identifier && parser.Following.IsSymbol("(")
            ? ParseFunction(parser, nesting)
            : new PathOperand(parser.ParsePath());
    }

    private static Operand ParseFunction(ExpressionParser parser, int nesting)
    {
        string name = parser.Take().Text;
        if (name is not ("if_not_exists" or "list_append"))
        {
            bool known = FunctionNode.Arity.ContainsKey(name) || name == "size";
            throw parser.Error(known
                ? $"The function is not allowed in an update expression; function: {name}"
                : $"Invalid function name; function: {name}");
        }

        parser.CountOperator();
        parser.Expect("(");
        var operands = new List<Operand>();
        do
        {
            operands.Add(ParseTerm(parser, nesting + 1));
        }
        while (parser.TakeSymbol(","));
        parser.Expect(")");
        if (operands.Count != 2)
        {
            throw parser.Error($"Incorrect number of operands for operator or function; operator or function: {name}, number of operands: {operands.Count}");
        }
        if (name == "list_append")
        {
            return new ListAppendOperand(operands[0], operands[1]);
        }
        return operands[0] is PathOperand path
            ? new IfNotExistsOperand(path, operands[1])
            : throw parser.Error("Operator or function requires a document path; operator or function: if_not_exists");
    }
}
