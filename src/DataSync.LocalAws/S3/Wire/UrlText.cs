using System.Text;

namespace DataSync.LocalAws.S3.Wire;

/// <summary>Keys as listings (<c>encoding-type=url</c>) and events carry them: percent-encoded, but a plus sign for a space and slashes as they are.</summary>
internal static class UrlText
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.*/";

    public static string Encode(string key)
    {
        var text = new StringBuilder(key.Length + 16);
        foreach (var one in Encoding.UTF8.GetBytes(key))
        {
            var c = (char)one;
            _ = c == ' ' ? text.Append('+') : Unreserved.Contains(c, StringComparison.Ordinal) ? text.Append(c) : text.Append('%').Append(one.ToString("X2"));
        }

        return text.ToString();
    }
}
