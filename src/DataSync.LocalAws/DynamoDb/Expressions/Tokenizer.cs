namespace DataSync.LocalAws.DynamoDb.Expressions;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    Identifier,
    NamePlaceholder,
    ValuePlaceholder,
    Number,
    Symbol,
    End,
}

/// <summary>A token, with its place in the text for error messages.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Start)
{
    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts an expression into tokens.</summary>
internal static class Tokenizer
{
    private const string SingleSymbols = "=<>()[],.+-";

    public static List<Token> Tokenize(string text, string parameter)
    {
        var tokens = new List<Token>();
        int position = 0;
        while (position < text.Length)
        {
            char c = text[position];
            if (char.IsWhiteSpace(c))
            {
                position++;
                continue;
            }

            int start = position;
            TokenKind kind = KindOf(c);
            if (kind == TokenKind.Symbol)
            {
                position += IsDouble(text, position) ? 2 : 1;
                string symbol = text[start..position];
                if (!SingleSymbols.Contains(c))
                {
                    throw DynamoDbError.Validation($"Invalid {parameter}: Syntax error; token: \"{symbol}\", near: \"{Near(text, start, position)}\"");
                }
                tokens.Add(new Token(kind, symbol, start));
                continue;
            }

            position++;
            while (position < text.Length && IsPart(text[position], kind))
            {
                position++;
            }
            tokens.Add(new Token(kind, text[start..position], start));
        }
        tokens.Add(new Token(TokenKind.End, "<EOF>", text.Length));
        return tokens;
    }

    private static string Near(string text, int start, int end) =>
        text[Math.Max(0, start - 10)..Math.Min(text.Length, end + 10)].Trim();

    private static bool IsDouble(string text, int position) =>
        position + 1 < text.Length && (text[position], text[position + 1]) is ('<', '>') or ('<', '=') or ('>', '=');

    private static TokenKind KindOf(char c) => c switch
    {
        '#' => TokenKind.NamePlaceholder,
        ':' => TokenKind.ValuePlaceholder,
        >= '0' and <= '9' => TokenKind.Number,
        _ when char.IsAsciiLetter(c) || c == '_' => TokenKind.Identifier,
        _ => TokenKind.Symbol,
    };

    private static bool IsPart(char c, TokenKind kind) =>
        kind == TokenKind.Number ? char.IsAsciiDigit(c) : char.IsAsciiLetterOrDigit(c) || c == '_';
}
