using Amazon.Lambda.Core;
using DataSync.Core;
using DataSync.Core.DeadLetters;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;
using DataSync.Functions.CaptureItems;
using DataSync.Functions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Redrive;

/// <summary>Returns dead letters to where they came from; invoked by a person or a schedule.</summary>
public sealed class RedriveFunction(SyncOptions settings, RedriveHandler handler, CaptureItemsFunction capture, ILogger log, TimeProvider time)
{
    /// <summary>The function's name, and its handler.</summary>
    public const string Name = "Redrive";

    // Time to finish what is under way, and to release up to a hundred thousand letters.
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(20);

    /// <summary>Redrives as much as was asked for and fits into the invocation.</summary>
    /// <exception cref="ArgumentException">The request is not understood; the message says what is wrong with it.</exception>
    public async Task<RedriveResponse> HandleAsync(RedriveInvocation invocation, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context, time, Reserve);
        var scope = new InvocationScope(Name, context.AwsRequestId);
        var records = new RecordReplay(
            (record, token) => capture.ReplayAsync(record, scope, token), (batch, token) => capture.ReplayBatchAsync(batch, scope, token));
        var response = new RedriveResponse { Queue = string.Join(',', invocation.AllQueues), DryRun = invocation.DryRun, Empty = true };
        foreach (var request in Requests(invocation, context.AwsRequestId))
        {
            var report = await handler.HandleAsync(request, records, progress: null, deadline.Token);
            Tell(request.Queue, report);
            response = response.With(report);
        }

        return response;
    }

    // All are read before the first one runs: a mistake in one of them redrives nothing.
    private List<RedriveRequest> Requests(RedriveInvocation invocation, string requestId)
    {
        var filter = LetterFilter.Parse(
            string.Join(',', [.. invocation.Reasons ?? [], invocation.Reason ?? ""]), invocation.Origin, invocation.Entity, invocation.KeyPrefix, invocation.OlderThan, invocation.NewerThan);
        return invocation.AllQueues.ConvertAll(queue => new RedriveRequest(DeadLetterQueues.Parse(queue), invocation.Max ?? RedriveRequest.DefaultMaxCount, filter)
        {
            RunId = RedriveRequest.RunIdOf(time.GetUtcNow(), requestId),
            RatePerSecond = invocation.RatePerSecond,
            MaxReplays = invocation.MaxReplays,
            IsDryRun = invocation.DryRun,
            MessageIds = invocation.Ids?.ToHashSet(StringComparer.Ordinal),
            Names = new EntityNames(settings.Entity, settings.ObjectEntity),
        }.Check());
    }

    private void Tell(QueueKind queue, RedriveReport report)
    {
        var name = DeadLetterQueues.NameOf(queue);
        log.Redriven(report.RedrivenCount, report.KeptCount, report.SkippedCount);
        if (report.Errors.Count > 0)
        {
            log.RedriveTroubled(name, string.Join("; ", report.Errors));
        }

        if (report.WornOutCount > 0)
        {
            log.LettersWornOut(report.WornOutCount, name);
        }
    }
}
