using System.Globalization;
using System.Text;

namespace Amazon.Lambda.Core;

/// <summary>Puts values into <c>{placeholders}</c>: by position when the name is a number, else in order of appearance.</summary>
internal static class MessageTemplate
{
    public static string Format(string message, object?[]? values, Exception? exception = null)
    {
        var text = values is null || values.Length == 0 ? message : Fill(message, values);
        return exception is null ? text : text.Length == 0 ? exception.ToString() : text + "\n" + exception;
    }

    private static string Fill(string message, object?[] values)
    {
        var text = new StringBuilder(message.Length + 32);
        var next = 0;
        for (var i = 0; i < message.Length; i++)
        {
            var c = message[i];
            if (c is '{' or '}' && i + 1 < message.Length && message[i + 1] == c)
            {
                text.Append(c);
                i++;
                continue;
            }

            var end = c == '{' ? message.IndexOf('}', i) : -1;
            if (end < 0)
            {
                text.Append(c);
                continue;
            }

            Append(text, message[i..(end + 1)], values, ref next);
            i = end;
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string placeholder, object?[] values, ref int next)
    {
        var inner = placeholder.AsSpan(1, placeholder.Length - 2).TrimStart('@');
        var colon = inner.IndexOf(':');
        var name = colon < 0 ? inner : inner[..colon];
        var format = colon < 0 ? null : inner[(colon + 1)..].ToString();
        var index = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : next++;
        if (index >= values.Length)
        {
            text.Append(placeholder);
            return;
        }

        text.Append(values[index] switch
        {
            null => "null",
            IFormattable formattable => formattable.ToString(format, CultureInfo.InvariantCulture),
            var other => other.ToString(),
        });
    }
}
