using System.CommandLine;

namespace DataSync.Cli.Deployments;

/// <summary>Which deployment a command is about, and as whom: the options that the AWS CLI has, under the same names.</summary>
/// <param name="Region">The region that is asked first; it knows the others.</param>
/// <param name="Profile">Profile of the shared AWS files; null for the SDK's search.</param>
/// <param name="EndpointUrl">Where all services answer; null for AWS.</param>
/// <param name="NamePrefix">The stacks' parameter NamePrefix.</param>
internal sealed record ConnectionOptions(string Region, string? Profile, Uri? EndpointUrl, string NamePrefix)
{
    private const string DefaultLocalRegion = "us-east-1";
    private const string DefaultNamePrefix = "datasync";

    private static readonly Option<string?> RegionOption = new("--region") { Description = "A region of the deployment; it knows the others. Default: AWS_REGION, AWS_DEFAULT_REGION, the profile's.", HelpName = "REGION" };
    private static readonly Option<string?> ProfileOption = new("--profile") { Description = "Profile of the shared AWS files. Default: AWS_PROFILE.", HelpName = "NAME" };
    private static readonly Option<string?> EndpointOption = new("--endpoint-url") { Description = "Where all services answer, such as what `datasync local` prints. Default: AWS_ENDPOINT_URL, then AWS.", HelpName = "URL" };
    private static readonly Option<string> PrefixOption = new("--name-prefix") { Description = "NamePrefix of the stacks.", HelpName = "NAME", DefaultValueFactory = _ => DefaultNamePrefix };

    /// <summary>Gives a command these options.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(RegionOption);
        command.Options.Add(ProfileOption);
        command.Options.Add(EndpointOption);
        command.Options.Add(PrefixOption);
    }

    /// <summary>What was said, with the defaults.</summary>
    /// <exception cref="OperatorException">No region is given anywhere, or the URL is none.</exception>
    public static ConnectionOptions Of(ParseResult result) => Of(result, preferred: null);

    /// <summary>What was said, with the defaults; the region asked first is this one unless the command line names another.</summary>
    /// <exception cref="OperatorException">No region is given anywhere, or the URL is none.</exception>
    public static ConnectionOptions Of(ParseResult result, string? preferred)
    {
        var endpoint = Endpoint(NonEmpty(result.GetValue(EndpointOption)) ?? Variable("AWS_ENDPOINT_URL"));
        var profile = NonEmpty(result.GetValue(ProfileOption)) ?? Variable("AWS_PROFILE");
        var region = NamedRegion(result) ?? preferred ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION")
            ?? Credentials.RegionOf(profile) ?? (endpoint is { IsLoopback: true } ? DefaultLocalRegion : null)
            ?? throw new OperatorException(ExitCodes.CannotStart, "No region is given. Use --region REGION, or set AWS_REGION; any region of the deployment will do.");
        return new ConnectionOptions(region, profile, endpoint, result.GetValue(PrefixOption)!);
    }

    /// <summary>The region that the command line itself names; null when it names none.</summary>
    public static string? NamedRegion(ParseResult result) => NonEmpty(result.GetValue(RegionOption));

    private static Uri? Endpoint(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw new OperatorException(ExitCodes.CannotStart, $"--endpoint-url '{text}' is no URL; it must be like http://127.0.0.1:4566.");

    private static string? Variable(string name) => NonEmpty(Environment.GetEnvironmentVariable(name));

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
