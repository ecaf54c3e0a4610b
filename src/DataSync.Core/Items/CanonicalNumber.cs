namespace DataSync.Core.Items;

/// <summary>
/// DynamoDB's numbers, up to 38 significant digits between 1E-130 and 9.9…E+125, written in one way: plain decimal
/// without exponent, leading or trailing zeros. Equal numbers have equal text.
/// </summary>
internal static class CanonicalNumber
{
    private const int MaxDigits = 38;
    private const int MaxExponent = 126;
    private const int MinExponent = -130;
    private const int MaxTextLength = 400;

    public static void Write(ReadOnlySpan<byte> text, CanonicalBuffer output)
    {
        if (IsCanonicalInteger(text))
        {
            output.Append(text);
            return;
        }

        Normalise(text, output);
    }

    // By far the most numbers are short whole ones: they are copied.
    private static bool IsCanonicalInteger(ReadOnlySpan<byte> text)
    {
        var digits = text is [(byte)'-', ..] ? text[1..] : text;
        return digits.Length is > 0 and <= MaxDigits
            && (digits[0] != (byte)'0' || text.Length == 1)
            && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static void Normalise(ReadOnlySpan<byte> text, CanonicalBuffer output)
    {
        if (text.Length > MaxTextLength)
        {
            throw Bad("too long");
        }

        Span<byte> digits = stackalloc byte[MaxTextLength];
        var at = text is [(byte)'-' or (byte)'+', ..] ? 1 : 0;
        var (count, pointAt) = ReadMantissa(text, ref at, digits);
        pointAt += ReadExponent(text, ref at);

        var significant = digits[..count];
        while (significant is [(byte)'0', ..])
        {
            significant = significant[1..];
            pointAt--;
        }

        significant = significant.TrimEnd((byte)'0');
        if (significant.IsEmpty)
        {
            output.Append((byte)'0');
            return;
        }

        if (significant.Length > MaxDigits || pointAt > MaxExponent || pointAt <= MinExponent)
        {
            throw Bad("outside DynamoDB's 38 digits or its range");
        }

        if (text[0] == (byte)'-')
        {
            output.Append((byte)'-');
        }

        WritePlain(significant, pointAt, output);
    }

    private static (int Count, int PointAt) ReadMantissa(ReadOnlySpan<byte> text, ref int at, Span<byte> digits)
    {
        int count = 0, pointAt = -1;
        for (; at < text.Length; at++)
        {
            if (text[at] == (byte)'.' && pointAt < 0)
            {
                pointAt = count;
            }
            else if (char.IsAsciiDigit((char)text[at]))
            {
                digits[count++] = text[at];
            }
            else
            {
                break;
            }
        }

        return count == 0 ? throw Bad("not a number") : (count, pointAt < 0 ? count : pointAt);
    }

    private static int ReadExponent(ReadOnlySpan<byte> text, ref int at)
    {
        if (at == text.Length)
        {
            return 0;
        }

        var sign = 1;
        if (text[at++] is not ((byte)'e' or (byte)'E'))
        {
            throw Bad("not a number");
        }

        if (at < text.Length && text[at] is (byte)'+' or (byte)'-')
        {
            sign = text[at++] == (byte)'-' ? -1 : 1;
        }

        var digits = text[at..];
        if (digits.Length is 0 or > 4 || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            throw Bad("not a number");
        }

        var exponent = 0;
        foreach (var digit in digits)
        {
            exponent = (exponent * 10) + (digit - '0');
        }

        return sign * exponent;
    }

    private static void WritePlain(ReadOnlySpan<byte> significant, int pointAt, CanonicalBuffer output)
    {
        if (pointAt <= 0)
        {
            output.Append("0."u8);
            AppendZeros(-pointAt, output);
            output.Append(significant);
        }
        else if (pointAt >= significant.Length)
        {
            output.Append(significant);
            AppendZeros(pointAt - significant.Length, output);
        }
        else
        {
            output.Append(significant[..pointAt]);
            output.Append((byte)'.');
            output.Append(significant[pointAt..]);
        }
    }

    private static void AppendZeros(int count, CanonicalBuffer output)
    {
        for (var i = 0; i < count; i++)
        {
            output.Append((byte)'0');
        }
    }

    private static MalformedItemException Bad(string why) => new($"A number value is {why}.");
}
