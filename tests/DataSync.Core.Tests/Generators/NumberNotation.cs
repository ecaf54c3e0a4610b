using System.Globalization;

namespace DataSync.Core.Tests.Generators;

/// <summary>Numbers as <c>[-]digits e exponent</c> (digits a whole number without trailing zeros), and the many ways to write one.</summary>
public static class NumberNotation
{
    /// <summary>A number DynamoDB can hold.</summary>
    public static string Random(Random random)
    {
        if (random.Next(10) == 0)
        {
            return "0e0";
        }

        var length = random.Next(4) == 0 ? 38 : random.Next(1, 12);
        var digits = string.Concat(Enumerable.Range(0, length).Select(i => (char)('0' + random.Next(i == 0 || i == length - 1 ? 1 : 0, 10))));
        var exponent = random.Next(3) == 0 ? random.Next(-130, 126 - length + 1) : random.Next(-4, 5);
        return $"{(random.Next(3) == 0 ? "-" : "")}{digits}e{exponent}";
    }

    /// <summary>One of the notations of a number.</summary>
    public static string Of(string number, Random random)
    {
        var isNegative = number[0] == '-';
        var (digits, exponent) = Split(number.TrimStart('-'));
        var sign = isNegative ? "-" : random.Next(5) == 0 ? "+" : "";
        var zeros = new string('0', random.Next(4) == 0 ? random.Next(1, 4) : 0);
        if (random.Next(3) == 0)
        {
            return sign + zeros + Plain(digits, exponent);
        }

        var point = random.Next(0, digits.Length);
        var mantissa = point == 0 ? digits : $"{digits[..point]}.{digits[point..]}{new string('0', random.Next(3))}";
        var scale = exponent + (point == 0 ? 0 : digits.Length - point);
        var e = random.Next(2) == 0 ? "e" : "E";
        return sign + zeros + mantissa + e + (scale >= 0 && random.Next(2) == 0 ? "+" : "") + scale.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The one canonical text, worked out independently of the code under test.</summary>
    public static string Canonical(string number)
    {
        var (digits, exponent) = Split(number.TrimStart('-'));
        return digits == "0" ? "0" : (number[0] == '-' ? "-" : "") + Plain(digits, exponent);
    }

    private static (string Digits, int Exponent) Split(string number)
    {
        var at = number.IndexOf('e', StringComparison.Ordinal);
        return (number[..at], int.Parse(number[(at + 1)..], CultureInfo.InvariantCulture));
    }

    private static string Plain(string digits, int exponent)
    {
        if (exponent >= 0)
        {
            return digits + new string('0', exponent);
        }

        var padded = digits.PadLeft(-exponent + 1, '0');
        return $"{padded[..^-exponent]}.{padded[^-exponent..]}";
    }
}
