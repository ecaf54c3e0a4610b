using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Ports;

namespace DataSync.Aws.Objects;

/// <summary>The synced bucket of one region. No byte of an object comes through here: S3 copies from bucket to bucket.</summary>
public sealed class S3ObjectStore : IObjectStore
{
    // What a copy in one request gets after it was told to stop: less than the function then has left.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    private readonly Func<string?, IAmazonS3> _clientOf;
    private readonly S3CopyOptions _options;

    /// <summary>Makes it.</summary>
    /// <param name="clientOf">A client of a region; null for this one.</param>
    /// <param name="bucket">The bucket of this region.</param>
    /// <param name="options">How large objects are copied; null for the defaults.</param>
    public S3ObjectStore(Func<string?, IAmazonS3> clientOf, string bucket, S3CopyOptions? options = null)
    {
        _clientOf = clientOf;
        _options = options ?? new S3CopyOptions();
        Bucket = bucket;
        ArgumentOutOfRangeException.ThrowIfNegative(_options.SingleCopyBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.SingleCopyBytes, S3CopyOptions.MaxSingleCopyBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.PartBytes, nameof(options));
    }

    /// <inheritdoc/>
    public string Bucket { get; }

    /// <inheritdoc/>
    public ValueTask<StoredObject?> ReadAsync(ItemKey key, CancellationToken cancellationToken) =>
        ObjectReader.ReadAsync(_clientOf(null), Bucket, ObjectKey.NameOf(key), versionId: null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CopyResult> CopyAsync(ItemKey key, ObjectCopy copy, CancellationToken stop, CancellationToken cancellationToken)
    {
        var name = ObjectKey.NameOf(key);
        if (stop.IsCancellationRequested)
        {
            return ValueTask.FromResult(new CopyResult(CopyOutcome.Unfinished, copy.Source.UploadId));
        }

        var source = new CopySource(_clientOf(copy.SourceRegion), name, copy.Source);
        return copy.Source.Size > _options.SingleCopyBytes
            ? new PartsCopy(_clientOf(null), Bucket, name, copy, source, _options).RunAsync(stop, cancellationToken)
            : CopyAtOnceAsync(name, copy, source, stop, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredObject expected, CancellationToken cancellationToken)
    {
        try
        {
            var request = new DeleteObjectRequest { BucketName = Bucket, Key = CopyRequests.SdkKey(ObjectKey.NameOf(key)), IfMatch = ObjectHead.Quoted(expected.ETag) };
            await _clientOf(null).DeleteObjectAsync(request, cancellationToken);
            return GuardedWrite.Written;
        }
        catch (AmazonS3Exception e) when (S3Failures.IsUnmet(e) || S3Failures.IsConflict(e))
        {
            return GuardedWrite.Refused;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "DeleteObject", Bucket);
        }
    }

    private async ValueTask<CopyResult> CopyAtOnceAsync(
        string name, ObjectCopy copy, CopySource source, CancellationToken stop, CancellationToken cancellationToken)
    {
        // One copy that takes too long must not end the whole batch with the invocation. S3 may still finish it: the next
        // delivery finds it done.
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var ending = stop.Register(() => bounded.CancelAfter(Grace));
        try
        {
            await _clientOf(null).CopyObjectAsync(CopyRequests.Single(Bucket, name, copy), bounded.Token);
            return new CopyResult(CopyOutcome.Written);
        }
        catch (AmazonS3Exception e) when (S3Failures.IsConflict(e))
        {
            return new CopyResult(CopyOutcome.Refused);
        }
        catch (AmazonS3Exception e) when (S3Failures.IsUnmet(e))
        {
            return new CopyResult(await source.ExplainAsync(cancellationToken));
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw S3Failures.Sort(e, "CopyObject", Bucket);
        }
    }
}
