using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Wire;

namespace DataSync.LocalAws.S3.Operations;

/// <summary>What buckets are set to: versioning and notifications, which do something, and documents, which are kept.</summary>
internal sealed class BucketSettings(BucketDirectory buckets, BodyReceiver bodies, EventPublisher events)
{
    public RestResponse GetVersioning(S3Call call)
    {
        var bucket = buckets.Require(call);
        lock (bucket.Gate)
        {
            return S3Reply.Xml(S3Xml.Element(
                "VersioningConfiguration", bucket.Versioning == VersioningState.Never ? null : S3Xml.Element("Status", bucket.Versioning.ToString())));
        }
    }

    public async ValueTask<RestResponse> PutVersioningAsync(S3Call call, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        var root = S3Xml.Read(await bodies.ReadDocumentAsync(call, needsDigest: false, cancellationToken), "VersioningConfiguration");
        var state = S3Xml.Text(root, "Status") switch
        {
            "Enabled" => VersioningState.Enabled,
            "Suspended" => VersioningState.Suspended,
            _ => throw new S3Exception(400, "IllegalVersioningConfigurationException", "The Versioning element must be specified"),
        };
        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            bucket.Versioning = state;
        }

        return S3Reply.Empty();
    }

    public RestResponse GetNotifications(S3Call call)
    {
        var bucket = buckets.Require(call);
        lock (bucket.Gate)
        {
            return S3Reply.Xml(bucket.Notifications.Render());
        }
    }

    public async ValueTask<RestResponse> PutNotificationsAsync(S3Call call, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        var configuration = NotificationConfiguration.Read(await bodies.ReadDocumentAsync(call, needsDigest: false, cancellationToken));
        if (call.Header("x-amz-skip-destination-validation") is not "true")
        {
            await events.TestAsync(bucket, configuration, call, cancellationToken);
        }

        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            bucket.Notifications = configuration;
        }

        return S3Reply.Empty();
    }

    public RestResponse GetDocument(S3Call call, BucketDocument document)
    {
        var bucket = buckets.Require(call);
        lock (bucket.Gate)
        {
            // An empty document stands for one that was taken away, although the bucket had it from the start.
            var body = bucket.Documents.GetValueOrDefault(document.Name) ?? document.DefaultBytes;
            return body is { Length: > 0 }
                ? S3Reply.Document(200, body, document.ContentType)
                : throw S3Errors.Missing(document.Missing.Code, document.Missing.Message, bucket.Name);
        }
    }

    public async ValueTask<RestResponse> PutDocumentAsync(S3Call call, BucketDocument document, CancellationToken cancellationToken)
    {
        var bucket = buckets.Require(call);
        var body = await bodies.ReadDocumentAsync(call, needsDigest: false, cancellationToken);
        document.Check(body);
        lock (bucket.Gate)
        {
            bucket.RequireAlive();
            bucket.Documents[document.Name] = body;
        }

        return S3Reply.Empty(document.PutStatus);
    }

    public RestResponse DeleteDocument(S3Call call, BucketDocument document)
    {
        var bucket = buckets.Require(call);
        lock (bucket.Gate)
        {
            // Encryption goes back to its default; all else is gone.
            bucket.Documents.Remove(document.Name);
            if (document is { Default: not null, Missing.Code: not null })
            {
                bucket.Documents[document.Name] = [];
            }
        }

        return S3Reply.Empty(204);
    }
}
