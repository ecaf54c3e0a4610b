using DataSync.Local.Runtime;
using DataSync.LocalAws.CloudWatch;

namespace DataSync.Local.LambdaApi;

/// <summary>The figures of <c>AWS/Lambda</c> by <c>FunctionName</c>. Times are in milliseconds.</summary>
internal sealed class LambdaMetrics(MetricStore store)
{
    private const string Namespace = "AWS/Lambda";

    /// <summary>An invocation that was throttled is none, as on AWS.</summary>
    public void Ended(FunctionRun run)
    {
        if (run.Status == InvocationStatus.Throttled)
        {
            Add(run.Function, "Throttles", 1);
            return;
        }

        Add(run.Function, "Invocations", 1);
        Add(run.Function, "Throttles", 0);
        Add(run.Function, "Errors", run.Status == InvocationStatus.Succeeded ? 0 : 1);
        Add(run.Function, "Duration", run.Duration.TotalMilliseconds);
    }

    /// <summary>A batch of stream records goes to the function; its last record is this old.</summary>
    public void BatchSent(FunctionDefinition function, TimeSpan age) => Add(function, "IteratorAge", Math.Max(0, Math.Floor(age.TotalMilliseconds)));

    private void Add(FunctionDefinition function, string name, double value) =>
        store.Add(new MetricId(function.Region, Namespace, name, DimensionSet.Of("FunctionName", function.Name)), value);
}
