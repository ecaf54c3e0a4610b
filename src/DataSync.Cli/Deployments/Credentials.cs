using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace DataSync.Cli.Deployments;

/// <summary>Who calls.</summary>
internal static class Credentials
{
    private const string Local = "local";

    /// <summary>The profile's credentials; those of the SDK's search (null) without one; a made-up pair for servers on this machine, which ask for none.</summary>
    /// <exception cref="OperatorException">There is no such profile.</exception>
    public static AWSCredentials? Of(ConnectionOptions options)
    {
        if (options.Profile is { } profile)
        {
            return new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var credentials)
                ? credentials
                : throw new OperatorException(ExitCodes.CannotStart, $"There is no profile '{profile}' with credentials in the shared AWS files. See `aws configure list-profiles`.");
        }

        return options.EndpointUrl is { IsLoopback: true } && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID"))
            ? new BasicAWSCredentials(Local, Local)
            : null;
    }

    /// <summary>The region that a profile names; null when it names none.</summary>
    public static string? RegionOf(string? profile) =>
        new CredentialProfileStoreChain().TryGetProfile(profile ?? "default", out var found) ? found.Region?.SystemName : null;
}
