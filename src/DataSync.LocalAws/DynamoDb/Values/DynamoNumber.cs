using System.Globalization;
using System.Numerics;

namespace DataSync.LocalAws.DynamoDb.Values;

/// <summary>A decimal of up to 38 significant digits with a magnitude of 1E-130 to 9.99...E+125: digits times ten to the exponent, digits without trailing zeros.</summary>
internal readonly struct DynamoNumber : IEquatable<DynamoNumber>, IComparable<DynamoNumber>
{
    private const int MaxDigits = 38;
    private const int MaxMagnitude = 125;
    private const int MinMagnitude = -130;
    private const int MaxExponentText = 100_000;

    private readonly UInt128 _digits;
    private readonly short _exponent;
    private readonly byte _digitCount;
    private readonly bool _negative;

    private DynamoNumber(bool negative, UInt128 digits, int digitCount, int exponent)
    {
        _negative = negative;
        _digits = digits;
        _digitCount = (byte)digitCount;
        _exponent = (short)exponent;
    }

    /// <summary>About one byte for two digits, as AWS documents.</summary>
    public int SizeBytes => 1 + ((_digitCount + 1) / 2) + (_negative ? 1 : 0);

    private int Magnitude => _digitCount + _exponent - 1;

    /// <summary>Reads a number as a client sends it. Throws <see cref="DynamoDbError"/> with AWS's words.</summary>
    public static DynamoNumber Parse(ReadOnlySpan<byte> text)
    {
        int position = 0;
        bool negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            position = 1;
        }

        UInt128 digits = 0;
        int count = 0, exponent = 0, pendingZeros = 0;
        bool any = false, fraction = false;
        for (; position < text.Length; position++)
        {
            byte c = text[position];
            if (c == '.' && !fraction)
            {
                fraction = true;
                continue;
            }
            if (c is < (byte)'0' or > (byte)'9')
            {
                break;
            }
            any = true;
            exponent -= fraction ? 1 : 0;
            if (c == '0')
            {
                // A zero counts only when another digit follows it.
                pendingZeros += count > 0 ? 1 : 0;
                continue;
            }
            count += pendingZeros + 1;
            if (count > MaxDigits)
            {
                throw DynamoDbError.Validation("Attempting to store more than 38 significant digits in a Number");
            }
            digits = (digits * Pow10(pendingZeros + 1)) + (UInt128)(c - '0');
            pendingZeros = 0;
        }

        if (!any || !TryReadExponent(text[position..], out int written))
        {
            string shown = System.Text.Encoding.UTF8.GetString(text);
            throw DynamoDbError.Validation("The parameter cannot be converted to a numeric value" + (shown.Length > 0 ? ": " + shown : ""));
        }
        return Normal(negative, digits, count, exponent + pendingZeros + written);
    }

    public static DynamoNumber FromInt64(long value) => Parse(System.Text.Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture)));

    public static DynamoNumber Add(DynamoNumber left, DynamoNumber right)
    {
        if (left._digits == 0)
        {
            return right;
        }
        if (right._digits == 0)
        {
            return left;
        }

        int exponent = Math.Min(left._exponent, right._exponent);
        BigInteger sum = left.Scaled(exponent) + right.Scaled(exponent);
        if (sum.IsZero)
        {
            return default;
        }
        while ((sum % 10).IsZero)
        {
            sum /= 10;
            exponent++;
        }
        string text = BigInteger.Abs(sum).ToString(CultureInfo.InvariantCulture);
        if (text.Length > MaxDigits)
        {
            throw DynamoDbError.Validation("Attempting to store more than 38 significant digits in a Number");
        }
        return Normal(sum.Sign < 0, UInt128.Parse(text, CultureInfo.InvariantCulture), text.Length, exponent);
    }

    public DynamoNumber Negate() => _digits == 0 ? this : new DynamoNumber(!_negative, _digits, _digitCount, _exponent);

    /// <summary>The whole part when it fits into 64 bits; what follows the point is cut off.</summary>
    public bool TryToInt64(out long value)
    {
        value = 0;
        if (_digits == 0 || Magnitude < 0)
        {
            return true;
        }
        if (Magnitude > 17)
        {
            return false;
        }
        UInt128 whole = _exponent >= 0 ? _digits * Pow10(_exponent) : _digits / Pow10(-_exponent);
        value = _negative ? -(long)whole : (long)whole;
        return true;
    }

    public bool Equals(DynamoNumber other) =>
        _digits == other._digits && _exponent == other._exponent && _negative == other._negative;

    public override bool Equals(object? obj) => obj is DynamoNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_digits, _exponent, _negative);

    public int CompareTo(DynamoNumber other)
    {
        int sign = Sign().CompareTo(other.Sign());
        if (sign != 0 || _digits == 0)
        {
            return sign;
        }
        int order = Magnitude.CompareTo(other.Magnitude);
        if (order == 0)
        {
            int width = Math.Max(_digitCount, other._digitCount);
            order = (_digits * Pow10(width - _digitCount)).CompareTo(other._digits * Pow10(width - other._digitCount));
        }
        return _negative ? -order : order;
    }

    /// <summary>The normal form that DynamoDB returns: plain notation, no leading or trailing zeros.</summary>
    public override string ToString()
    {
        if (_digits == 0)
        {
            return "0";
        }
        string sign = _negative ? "-" : "";
        string text = _digits.ToString(CultureInfo.InvariantCulture);
        if (_exponent >= 0)
        {
            return sign + text + new string('0', _exponent);
        }
        int point = text.Length + _exponent;
        return point > 0
            ? string.Concat(sign, text.AsSpan(0, point), ".", text.AsSpan(point))
            : sign + "0." + new string('0', -point) + text;
    }

    private int Sign()
    {
        if (_digits == 0)
        {
            return 0;
        }
        return _negative ? -1 : 1;
    }

    private BigInteger Scaled(int exponent)
    {
        BigInteger value = (BigInteger)_digits * BigInteger.Pow(10, _exponent - exponent);
        return _negative ? -value : value;
    }

    private static DynamoNumber Normal(bool negative, UInt128 digits, int count, int exponent)
    {
        if (digits == 0)
        {
            return default;
        }
        int magnitude = count + exponent - 1;
        if (magnitude > MaxMagnitude)
        {
            throw DynamoDbError.Validation("Number overflow. Attempting to store a number with magnitude larger than supported range");
        }
        if (magnitude < MinMagnitude)
        {
            throw DynamoDbError.Validation("Number underflow. Attempting to store a number with magnitude smaller than supported range");
        }
        return new DynamoNumber(negative, digits, count, exponent);
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
        {
            return true;
        }
        if (text[0] is not ((byte)'e' or (byte)'E') || text.Length < 2)
        {
            return false;
        }
        bool parsed = int.TryParse(text[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
        exponent = Math.Clamp(exponent, -MaxExponentText, MaxExponentText);
        return parsed;
    }

    private static UInt128 Pow10(int power)
    {
        UInt128 result = 1;
        for (int i = 0; i < power; i++)
        {
            result *= 10;
        }
        return result;
    }
}
