namespace DataSync.LocalAws.Remote;

/// <summary>The address of a server that already runs, and the setting that named it.</summary>
public sealed record RemoteEndpoint
{
    private static readonly string[] AwsDomains = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];

    private RemoteEndpoint(string setting, Uri uri)
    {
        Setting = setting;
        Uri = uri;
    }

    /// <summary>The setting that named it, for messages: <c>--endpoint-url</c>.</summary>
    public string Setting { get; }

    /// <summary>Where calls go: an absolute http or https address.</summary>
    public Uri Uri { get; }

    /// <summary>Reads the address.</summary>
    /// <exception cref="ArgumentException">It is no address of a server, or one of AWS itself; the message names the setting, its value and the remedy.</exception>
    public static RemoteEndpoint Parse(string setting, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"{setting} '{text}' must be the address of a server, such as http://127.0.0.1:5000.");
        }

        // Calls go out with a made-up signature, which AWS would refuse; and nobody should run a demo against an account by mistake.
        return AwsDomains.Any(domain => ("." + uri.Host).EndsWith(domain, StringComparison.OrdinalIgnoreCase))
            ? throw new ArgumentException($"{setting} '{text}' is AWS itself. This is for local servers (moto, LocalStack); to run on AWS, deploy the template: sam deploy.")
            : new RemoteEndpoint(setting, uri);
    }

    /// <summary>For messages: the address and where it comes from.</summary>
    public override string ToString() => $"{Uri} ({Setting})";
}
