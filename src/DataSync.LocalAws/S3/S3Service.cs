using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3.Events;
using DataSync.LocalAws.S3.Objects;
using DataSync.LocalAws.S3.Operations;
using DataSync.LocalAws.S3.Storage;
using DataSync.LocalAws.S3.Wire;
using System.Diagnostics.CodeAnalysis;

namespace DataSync.LocalAws.S3;

/// <summary>
/// S3 for all regions, over its REST protocol with path-style addresses. A bucket is in one region and its name is known in all. Small
/// objects are in memory, large ones in files of a private folder that goes with the service. Safe for concurrent use.
/// </summary>
public sealed class S3Service : IRestService, IDisposable
{
    private readonly BlobStore _blobs;
    private readonly BucketDirectory _buckets;
    private readonly EventPublisher _events;
    private readonly ObjectChanges _changes;
    private readonly S3Operations _operations;

    /// <param name="time">The clock of objects and events.</param>
    /// <param name="accountId">The account every bucket belongs to: twelve digits.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="queues">Where to find the SQS that gets notifications; null: there are none to queues.</param>
    public S3Service(TimeProvider time, string accountId, S3Options? options = null, Func<IAwsService?>? queues = null)
    {
        options ??= new S3Options();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxBytesInMemory);
        _blobs = new BlobStore(options);
        _buckets = new BucketDirectory(accountId);
        _events = new EventPublisher(time, accountId, options, queues);
        _changes = new ObjectChanges(time, options, _events);
        _operations = new S3Operations(time, options, _buckets, new BodyReceiver(_blobs), _changes, _events);
    }

    /// <summary>Raised for each event of a bucket that has EventBridge switched on, with the region and the event's JSON. On the writer's thread and outside all locks; listeners must be quick.</summary>
    [SuppressMessage("Design", "MA0046:Use EventHandler<T> to declare events", Justification = "The sender is always this service, and the event is immutable.")]
    public event Action<string, ReadOnlyMemory<byte>>? EventBridge
    {
        add => _events.ToEventBridge += value;
        remove => _events.ToEventBridge -= value;
    }

    /// <summary>The buckets of a region, or of all regions, and what they hold now. Cheap enough to be asked for many times a second.</summary>
    public IReadOnlyList<BucketFigures> Buckets(string? region = null)
    {
        var figures = new List<BucketFigures>();
        foreach (var bucket in _buckets.All.Where(bucket => region is null || bucket.Region == region))
        {
            lock (bucket.Gate)
            {
                figures.Add(new BucketFigures(bucket.Name, bucket.Region, bucket.Objects.Count, bucket.Objects.Bytes));
            }
        }

        return figures;
    }

    /// <summary>Stores an object from within, with the events it causes. The bucket may be in any region; no fault strikes.</summary>
    /// <exception cref="KeyNotFoundException">There is no such bucket.</exception>
    public async ValueTask PutAsync(
        string bucket, string key, ReadOnlyMemory<byte> content, string contentType = "binary/octet-stream", CancellationToken cancellationToken = default)
    {
        var target = _buckets.Find(bucket) ?? throw new KeyNotFoundException($"There is no bucket {bucket}.");
        using var digests = new BodyDigests(ChecksumAlgorithm.Crc64Nvme);
        var stored = await _blobs.StoreAsync(new MemoryStream(content.ToArray(), writable: false), digests, content.Length, cancellationToken);
        var headers = new Dictionary<string, string> { ["Content-Type"] = contentType, [ObjectDescription.Encryption] = "AES256" };
        var made = new NewObject(stored, Convert.ToHexStringLower(digests.Md5()), digests.Checksum(), ObjectDescription.None with { Headers = headers });
        await _changes.PutAsync(target, key, made, EventKind.Put, EventPublisher.CauseFromWithin(), new WriteConditions(IfMatch: null, IfNoneMatch: false));
    }

    /// <inheritdoc/>
    public AwsRequest Describe(RestRequest request) => CallDescription.Of(request, name => _buckets.Find(name)?.Region);

    /// <inheritdoc/>
    public async ValueTask<RestResponse> HandleAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var call = new S3Call(request);
        try
        {
            return S3Reply.Sign(await _operations.HandleAsync(call, cancellationToken), call);
        }
        catch (S3Exception error)
        {
            return S3Reply.Sign(S3Reply.Error(call, error), call);
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not IOException and not HttpRequestException)
        {
            var error = new S3Exception(500, "InternalError", $"{exception.GetType().Name}: {exception.Message}");
            return S3Reply.Sign(S3Reply.Error(call, error), call);
        }
    }

    /// <summary>Deletes every file of large objects.</summary>
    public void Dispose() => _blobs.Dispose();
}
