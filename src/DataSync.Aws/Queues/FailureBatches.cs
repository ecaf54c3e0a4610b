using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Objects;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;

namespace DataSync.Aws.Queues;

/// <summary>The bucket that Lambda writes batches of stream records to when it gives up on them, read as a queue is: one scan shows each batch once.</summary>
/// <param name="clientOf">A client of a region; null for this one.</param>
/// <param name="bucket">The bucket.</param>
public sealed class FailureBatches(Func<string?, IAmazonS3> clientOf, string bucket)
{
    /// <summary>The largest batch that is read, in bytes: Lambda gives a function at most 6 MB, and escaping makes more of it.</summary>
    public const long MaxBytes = 64L * 1024 * 1024;

    private const string Prefix = "aws/lambda/";
    private const int PageSize = 1000;

    private readonly Queue<FailureBatch> _page = [];
    private string _after = "";
    private bool _isLastPage;

    /// <summary>The batches, without what is in them, in the order of their names, which begin with mapping, shard and day.</summary>
    /// <param name="after">The name to go on after; empty for the first.</param>
    /// <param name="maxCount">At most so many, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="StoreException">The bucket refused or could not be reached.</exception>
    public async ValueTask<IReadOnlyList<FailureBatch>> ListAsync(string after, int maxCount, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ListObjectsV2Request { BucketName = bucket, Prefix = Prefix, MaxKeys = maxCount, StartAfter = after.Length == 0 ? null : after };
            var response = await clientOf(null).ListObjectsV2Async(request, cancellationToken);
            return [.. (response.S3Objects ?? []).Select(o => new FailureBatch(o.Key, o.Size ?? 0, new DateTimeOffset((o.LastModified ?? DateTime.UnixEpoch).ToUniversalTime())))];
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "ListObjectsV2", bucket);
        }
    }

    /// <summary>Reads a batch as Lambda wrote it (<see cref="Core.DeadLetters.FailedBatch"/> understands it); null when it is not there any more.</summary>
    /// <exception cref="StoreException">The bucket refused or could not be reached.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetObjectRequest { BucketName = bucket, Key = CopyRequests.SdkKey(name) };
            using var response = await clientOf(null).GetObjectAsync(request, cancellationToken);
            if (response.ContentLength > MaxBytes)
            {
                throw new StoreException(
                    Core.DeadLetters.DeadLetterReason.Rejected, isRetryable: false, $"'{name}' of bucket '{bucket}' has {response.ContentLength} bytes; {MaxBytes} are read.");
            }

            var body = new byte[response.ContentLength];
            await response.ResponseStream.ReadExactlyAsync(body, cancellationToken);
            return body;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchKey")
        {
            return null;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw S3Failures.Sort(e, "GetObject", bucket);
        }
    }

    /// <summary>Deletes a batch.</summary>
    /// <exception cref="StoreException">The bucket refused or could not be reached.</exception>
    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await clientOf(null).DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = CopyRequests.SdkKey(name) }, cancellationToken);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "DeleteObject", bucket);
        }
    }

    /// <summary>The next batch of a scan, one at a time, since a batch may have megabytes; empty at the end, after which the next scan begins.</summary>
    internal async ValueTask<IReadOnlyList<ReceivedLetter>> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_page.Count == 0 && !_isLastPage)
            {
                var page = await ListAsync(_after, PageSize, cancellationToken);
                _isLastPage = page.Count < PageSize;
                foreach (var listed in page)
                {
                    _page.Enqueue(listed);
                }
            }

            if (!_page.TryDequeue(out var batch))
            {
                (_after, _isLastPage) = ("", false);
                return [];
            }

            _after = batch.Name;
            if (await ReadAsync(batch.Name, cancellationToken) is { } body)
            {
                return [new ReceivedLetter(batch.Name, batch.Name, body) { SentAt = batch.WrittenAt, FirstReceivedAt = batch.WrittenAt }];
            }
        }
    }

    /// <summary>Deletes what was received.</summary>
    internal async ValueTask<IReadOnlyList<string?>> DeleteAsync(IReadOnlyList<ReceivedLetter> letters, CancellationToken cancellationToken)
    {
        foreach (var letter in letters)
        {
            await DeleteAsync(letter.MessageId, cancellationToken);
        }

        return new string?[letters.Count];
    }
}

/// <summary>A batch of stream records that Lambda gave up on.</summary>
/// <param name="Name">Name of its object.</param>
/// <param name="Size">Bytes.</param>
/// <param name="WrittenAt">When Lambda wrote it.</param>
public sealed record FailureBatch(string Name, long Size, DateTimeOffset WrittenAt);
