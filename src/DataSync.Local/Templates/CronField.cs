using System.Globalization;

namespace DataSync.Local.Templates;

/// <summary>The values that one field of a cron expression allows, in order.</summary>
internal sealed class CronField
{
    public static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    public static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly SortedSet<int> _values = [];

    private CronField()
    {
    }

    public IEnumerable<int> Values => _values;

    public bool Contains(int value) => _values.Contains(value);

    /// <summary>Parses lists, ranges, <c>*</c> and steps. <paramref name="names"/> stand for numbers from 1 on.</summary>
    public static CronField Parse(string field, string text, int min, int max, string[] names)
    {
        var result = new CronField();
        foreach (var part in text.Split(','))
        {
            result.Add(field, part, min, max, names);
        }

        return result;
    }

    public static int Number(string field, string text, int min, int max, string[] names)
    {
        var name = Array.IndexOf(names, text);
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return name >= 0 ? name + 1
            : isNumber && number >= min && number <= max ? number
            : throw new FormatException($"{field}: {text} is not from {min} to {max}");
    }

    private void Add(string field, string part, int min, int max, string[] names)
    {
        var slash = part.Split('/');
        if (slash.Length > 2)
        {
            throw new FormatException($"{field}: {part} has more than one step");
        }

        var step = slash.Length == 2 ? Number(field, slash[1], 1, int.MaxValue, []) : 1;
        var range = slash[0] == "*" ? [] : slash[0].Split('-');
        var from = range.Length == 0 ? min : Number(field, range[0], min, max, names);
        var to = range.Length switch
        {
            0 => max,
            1 => slash.Length == 2 ? max : from,
            2 => Number(field, range[1], min, max, names),
            _ => throw new FormatException($"{field}: {part} is not a range"),
        };
        if (from > to)
        {
            throw new FormatException($"{field}: {part} ends before it starts");
        }

        for (var value = from; value <= to; value += step)
        {
            _values.Add(value);
        }
    }
}
