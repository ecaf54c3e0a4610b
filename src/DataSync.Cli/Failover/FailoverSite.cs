using System.Diagnostics;
using Amazon.Runtime;
using DataSync.Aws.Control;
using DataSync.Aws.Ledger;
using DataSync.Aws.Serving;
using DataSync.Cli.Deployments;
using DataSync.Cli.Flow;
using DataSync.Cli.Letters;
using DataSync.Cli.Trace;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Core.Serving;

namespace DataSync.Cli.Failover;

/// <summary>The deployment, as a failover sees it.</summary>
internal sealed class FailoverSite(Deployment deployment, HealthReader health, TimeProvider time) : IFailoverSite
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // More parked envelopes than this are told as waiting for the target, whoever they are for.
    private const int MaxParkedLookedAt = 1000;

    // A letter too many is one too many; how many there are beyond this does not matter.
    private const int MaxLetters = 1000;

    private static readonly string[] Outgoing = ["CaptureItems", "CaptureObjects", "Forward"];

    /// <inheritdoc/>
    public async Task<RegionFacts> LookAsync(string region, CancellationToken cancellationToken)
    {
        var stack = deployment.Region(region);
        if (stack.Error is not null)
        {
            await stack.ReadSettingsAsync(cancellationToken);
        }

        if (stack.Error is { } error)
        {
            return new RegionFacts(region) { Error = error };
        }

        try
        {
            var mappings = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var handler in Outgoing.Append("Apply").Where(name => name != "CaptureObjects" || stack.Settings.HasObjects))
            {
                mappings[handler] = (await MappingSwitch.FindAsync(stack, handler, cancellationToken)).State;
            }

            return new RegionFacts(region)
            {
                Health = stack.Settings.HealthUrl is { } url ? await health.ReadAsync(url, cancellationToken) : null,
                Serving = stack.Settings.ServingStateParameter is { } name ? await new ServingSwitch(stack.Clients.Parameters, name).ReadAsync(cancellationToken) : null,
                Mappings = mappings,
                OnHold = [.. (await new DynamoDbHolds(stack.Clients.DynamoDb, stack.Settings.Ledger).ReadAsync(cancellationToken)).Order(StringComparer.Ordinal)],
                MaxDrift = stack.Settings.MaxDrift,
            };
        }
        catch (Exception e) when (e is StoreException or OperatorException or AmazonClientException or AmazonServiceException or HttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            return new RegionFacts(region) { Error = e.Message };
        }
    }

    /// <inheritdoc/>
    public async Task SetServingAsync(string region, ServingState state, CancellationToken cancellationToken)
    {
        var stack = deployment.Region(region);
        var name = stack.Settings.ServingStateParameter
            ?? throw new OperatorException(ExitCodes.CannotStart, $"The stack of {region} has no serving state: it is of an older release. Update it.");
        await new ServingSwitch(stack.Clients.Parameters, name).WriteAsync(state, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<LetterCounts> CountLettersAsync(string from, string to, bool isFromReachable, CancellationToken cancellationToken)
    {
        var changes = new LetterQuery { Regions = [to], Queues = [QueueKind.ChangesDeadLetters], Filter = new LetterFilter { Origin = from }, Limit = MaxLetters };
        var unsent = new LetterQuery
        {
            Regions = [from],
            Queues = [QueueKind.CaptureDeadLetters, QueueKind.ParkedDeadLetters, QueueKind.ObjectEventDeadLetters, QueueKind.FailedBatches],
            Limit = MaxLetters,
        };
        return new LetterCounts(
            await CountAsync(changes, _ => true, cancellationToken),
            isFromReachable ? await CountAsync(unsent, letter => letter.Facts.Target is null || letter.Facts.Target == to, cancellationToken) : null);
    }

    /// <inheritdoc/>
    public async Task<WriteFacts> CountWritesAsync(string region, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var stack = deployment.Region(region);
        var start = new DateTimeOffset(since.Ticks - (since.Ticks % Minute.Ticks), TimeSpan.Zero);
        var queries = new[] { "Captured", "ObjectsCaptured" }.Select(name => new MetricQuery(stack.Settings.MetricsNamespace, name, "Sum", Minute, ("Region", region))).ToList();
        var values = (await stack.Clients.CloudWatch.ReadAsync(queries, start, time.GetUtcNow() + Minute, cancellationToken)).SelectMany(v => v).Where(v => v.Value > 0).ToList();
        return new WriteFacts((long)values.Sum(v => v.Value), values.Count == 0 ? null : values.Max(v => v.At) + Minute);
    }

    /// <inheritdoc/>
    public async Task<DrainLook> LookAtBacklogAsync(string from, string to, CancellationToken cancellationToken)
    {
        var look = await new DrainReader(deployment, deployment.Region(from), isToBeApplied: true, time).LookAsync(cancellationToken);
        return look with
        {
            Parked = look.Parked == 0 ? 0 : await ParkedForAsync(from, to, look.Parked, cancellationToken),
            OnHold = [.. look.OnHold.Where(name => name == to)],
            Away = [.. look.Away.Where(name => name == to)],
            Targets = [.. look.Targets.Where(target => target.Region == to)],
        };
    }

    /// <inheritdoc/>
    public async Task<DrainTarget> LookAtTargetAsync(string to, CancellationToken cancellationToken)
    {
        var stack = deployment.Region(to);
        return new DrainTarget(to, await QueueCount.ReadAsync(stack, stack.Settings.Queues.Changes, cancellationToken), (await MappingSwitch.FindAsync(stack, "Apply", cancellationToken)).State);
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> LastHeardAsync(string at, string from, CancellationToken cancellationToken)
    {
        var stack = deployment.Region(at);
        var heard = await new DynamoDbHeartbeats(stack.Clients.DynamoDb, stack.Settings.Ledger).ReadAsync([from], cancellationToken);
        return heard.Count == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(heard[0].SentMs);
    }

    /// <inheritdoc/>
    public async Task<int> ExecuteAsync(string command, IReadOnlyDictionary<string, string> variables, Action<string> tell, CancellationToken cancellationToken)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", command]) : new ProcessStartInfo("/bin/sh", ["-c", command]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Hear(line.Data, tell);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, tell);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }

    private static void Hear(string? line, Action<string> tell)
    {
        if (!string.IsNullOrEmpty(line))
        {
            tell(line);
        }
    }

    private async Task<long> CountAsync(LetterQuery query, Func<Letter, bool> counts, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var letter in new LetterDesk(deployment, time).ListAsync(query, cancellationToken))
        {
            count += counts(letter) ? 1 : 0;
        }

        return count;
    }

    // What waits for a third region is no obstacle: it may be the one that is down.
    private async Task<long> ParkedForAsync(string from, string to, long all, CancellationToken cancellationToken)
    {
        if (all > MaxParkedLookedAt || deployment.Regions.Count < 3)
        {
            return all;
        }

        var stack = deployment.Region(from);
        var names = new EntityNames(stack.Settings.Entity, stack.Settings.ObjectEntity);
        var forOthers = 0L;
        var search = new QueueSearch(stack.Clients.Sqs(null), stack.Settings.Queues.Parked, MaxParkedLookedAt);
        await search.RunAsync(
            (_, body) => forOthers += LetterFacts.Read(body, DateTimeOffset.UnixEpoch, names, maxChanges: 0).Target is { } target && target != to ? 1 : 0, cancellationToken);
        return Math.Max(0, all - forOthers);
    }
}
