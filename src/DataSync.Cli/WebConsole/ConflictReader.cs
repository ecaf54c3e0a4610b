using System.Runtime.CompilerServices;
using System.Text.Json;
using Amazon.S3.Model;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.WebConsole;

/// <summary>Reads the records of objects that lost a conflict, from the payload buckets.</summary>
internal sealed class ConflictReader(Deployment deployment)
{
    private const string Prefix = "conflicts/";

    // S3 lists by name. Of more records than this in one region, those looked at are the first ones by name.
    private const int MaxListed = 20_000;

    private sealed record Found(RegionStack Stack, string Name, DateTimeOffset At);

    /// <summary>The newest of all regions that answer, newest first.</summary>
    public async IAsyncEnumerable<ConsoleConflict> ReadAsync(int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var newest = new PriorityQueue<Found, DateTimeOffset>();
        foreach (var stack in deployment.Reachable)
        {
            await foreach (var found in ListAsync(stack, cancellationToken))
            {
                newest.Enqueue(found, found.At);
                if (newest.Count > limit)
                {
                    newest.Dequeue();
                }
            }
        }

        foreach (var found in newest.UnorderedItems.Select(i => i.Element).OrderByDescending(f => f.At))
        {
            if (await OpenAsync(found, cancellationToken) is { } conflict)
            {
                yield return conflict;
            }
        }
    }

    private static async IAsyncEnumerable<Found> ListAsync(RegionStack stack, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = stack.Settings.PayloadBucket, Prefix = Prefix };
        var count = 0;
        do
        {
            var page = await stack.Clients.S3(null).ListObjectsV2Async(request, cancellationToken);
            foreach (var record in (page.S3Objects ?? []).Where(o => o.Key.EndsWith(".json", StringComparison.Ordinal)))
            {
                count++;
                yield return new Found(stack, record.Key, record.LastModified ?? DateTimeOffset.MinValue);
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null && count < MaxListed);
    }

    private static async Task<ConsoleConflict?> OpenAsync(Found found, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await found.Stack.Clients.S3(null).GetObjectAsync(found.Stack.Settings.PayloadBucket, found.Name, cancellationToken);
            using var json = await JsonDocument.ParseAsync(answer.ResponseStream, default, cancellationToken);
            var root = json.RootElement;
            var keptAt = Text(root, "copyName") is { } copy ? $"s3://{Text(root, "copyBucket")}/{copy}"
                : Text(root, "versionId") is { } version ? $"version {version} of s3://{Text(root, "bucket")}/{Text(root, "name")}"
                : null;
            return new ConsoleConflict(
                found.Stack.Name, Text(root, "entity") ?? "", Text(root, "name") ?? found.Name, Text(root, "winner") ?? "", Text(root, "loser") ?? "", root.GetProperty("keptMs").GetInt64(), keptAt);
        }
        catch (Amazon.S3.AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
        {
            return null; // its time was over while it was looked for
        }
        catch (JsonException)
        {
            return null; // an application's own object that happens to lie there
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
