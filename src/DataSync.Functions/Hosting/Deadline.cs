using Amazon.Lambda.Core;

namespace DataSync.Functions.Hosting;

/// <summary>Ends the work shortly before Lambda would end the process: what is not done is then reported as not done.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(1);

    public static CancellationTokenSource Of(ILambdaContext context, TimeProvider time) => Of(context, time, Reserve);

    /// <summary>Ends earlier: with so much time left.</summary>
    public static CancellationTokenSource Of(ILambdaContext context, TimeProvider time, TimeSpan reserve)
    {
        var left = context.RemainingTime - reserve;
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
    }
}
