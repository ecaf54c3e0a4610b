using System.Net;
using DataSync.Local.Templates;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.HttpApi;

/// <summary>What the path of a call names: <c>/_api/{region}/{apiId}/...</c>.</summary>
/// <param name="Region">The region; empty when the path names none.</param>
/// <param name="ApiId">The API's id; empty when the path names none.</param>
/// <param name="Path">What is left, still percent-encoded, with the slash it begins with.</param>
internal readonly record struct ApiCall(string Region, string ApiId, string Path)
{
    private const string Root = "/" + ApiNames.PathRoot + "/";

    public static bool Takes(string path) => path.StartsWith(Root, StringComparison.Ordinal);

    public static ApiCall Of(RestRequest request)
    {
        var parts = request.Path[Root.Length..].Split('/', 3);
        return new ApiCall(parts[0], parts.Length > 1 ? parts[1] : "", "/" + (parts.Length > 2 ? parts[2] : ""));
    }

    /// <summary>The path within the API's stage; null when it is none of the stage. Only the default stage has no part of the path.</summary>
    public string? PathIn(string stage)
    {
        if (stage == ApiNames.DefaultStage)
        {
            return Path;
        }

        var prefix = "/" + stage;
        return Path == prefix ? "/" : Path.StartsWith(prefix + "/", StringComparison.Ordinal) ? Path[prefix.Length..] : null;
    }

    /// <summary>A part of a path as it is meant. A plus stands for itself in a path.</summary>
    public static string Decoded(string part) => WebUtility.UrlDecode(part.Replace("+", "%2B", StringComparison.Ordinal));
}
