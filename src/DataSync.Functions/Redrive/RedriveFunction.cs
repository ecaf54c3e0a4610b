using Amazon.Lambda.Core;
using DataSync.Core;
using DataSync.Core.Redrive;
using DataSync.Functions.CaptureItems;
using DataSync.Functions.Hosting;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Redrive;

/// <summary>Returns dead letters to where they came from; invoked by a person.</summary>
public sealed class RedriveFunction(RedriveHandler handler, CaptureItemsFunction capture, ILogger log, TimeProvider time)
{
    /// <summary>The function's name, and its handler.</summary>
    public const string Name = "Redrive";

    /// <summary>Redrives as much as was asked for and fits into the invocation.</summary>
    /// <exception cref="ArgumentException">The request is not understood; the message says what is wrong with it.</exception>
    public async Task<RedriveResponse> HandleAsync(RedriveInvocation invocation, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context, time);
        var request = RedriveRequest.Parse(invocation.Queue, invocation.Max, invocation.Reason);
        var scope = new InvocationScope(Name, context.AwsRequestId);
        var report = await handler.HandleAsync(request, (record, token) => capture.ReplayAsync(record, scope, token), deadline.Token);
        log.Redriven(report.RedrivenCount, report.KeptCount, report.SkippedCount);
        return new RedriveResponse
        {
            Queue = invocation.Queue!,
            Redriven = report.RedrivenCount,
            Skipped = report.SkippedCount,
            Kept = report.KeptCount,
            FailedAgain = report.FailedAgainCount,
            Empty = report.IsEmpty,
        };
    }
}
