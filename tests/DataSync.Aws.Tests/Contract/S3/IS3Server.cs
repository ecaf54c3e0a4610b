using Amazon.S3;
using Amazon.SQS;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>One test's view of a server the S3 contract is run against.</summary>
public interface IS3Server : IAsyncDisposable
{
    /// <summary>The region tests work in unless they say otherwise.</summary>
    string Region { get; }

    /// <summary>A second region, for what crosses regions.</summary>
    string OtherRegion { get; }

    /// <summary>For requests that no SDK client sends: presigned URLs.</summary>
    HttpClient Http { get; }

    /// <summary>How long a receive waits for an event, in seconds.</summary>
    int EventWaitSeconds { get; }

    IAmazonS3 Client(string region, Action<AmazonS3Config>? configure = null);

    /// <summary>SQS of the same server, where its events go.</summary>
    IAmazonSQS SqsClient(string region);
}
