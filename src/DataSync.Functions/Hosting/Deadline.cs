using Amazon.Lambda.Core;

namespace DataSync.Functions.Hosting;

/// <summary>Ends the work shortly before Lambda would end the process: what is not done is then reported as not done.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(1);

    public static CancellationTokenSource Of(ILambdaContext context, TimeProvider time)
    {
        var left = context.RemainingTime - Reserve;
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
    }
}
