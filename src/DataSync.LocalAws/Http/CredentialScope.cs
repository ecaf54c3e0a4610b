using System.Diagnostics.CodeAnalysis;

namespace DataSync.LocalAws.Http;

/// <summary>Reads the credential scope of a Signature Version 4 header: <c>Credential=AKID/date/region/service/aws4_request</c>.</summary>
internal static class CredentialScope
{
    private const string Marker = "Credential=";

    /// <summary>The region the caller signed for, and the access key it signed with. Signatures themselves are not checked: anybody on this machine may call.</summary>
    public static bool TryRead(string authorization, [NotNullWhen(true)] out string? region, [NotNullWhen(true)] out string? accessKeyId)
    {
        region = null;
        accessKeyId = null;
        if (!TryFind(authorization, out var scope))
        {
            return false;
        }

        // Counted from the end, since an access key may itself hold a slash.
        Span<Range> parts = stackalloc Range[16];
        var count = scope.Split(parts, '/');
        if (count < 5 || scope[parts[count - 3]].IsEmpty)
        {
            return false;
        }

        region = scope[parts[count - 3]].ToString();
        accessKeyId = scope[..(parts[count - 4].Start.Value - 1)].ToString();
        return true;
    }

    /// <summary>The service the caller signed for; null when there is no scope.</summary>
    public static string? ServiceOf(string authorization)
    {
        if (!TryFind(authorization, out var scope))
        {
            return null;
        }

        Span<Range> parts = stackalloc Range[16];
        var count = scope.Split(parts, '/');
        return count < 5 ? null : scope[parts[count - 2]].ToString();
    }

    private static bool TryFind(string authorization, out ReadOnlySpan<char> scope)
    {
        scope = default;
        var start = authorization.IndexOf(Marker, StringComparison.Ordinal);
        if (start < 0)
        {
            return false;
        }

        scope = authorization.AsSpan(start + Marker.Length);
        var end = scope.IndexOfAny(',', ' ');
        scope = end < 0 ? scope : scope[..end];
        return true;
    }
}
