using System.Globalization;
using Amazon.Lambda.Core;
using DataSync.Core.Serving;
using DataSync.Functions.Hosting;
using DataSync.Functions.Metrics;
using Microsoft.Extensions.Logging;

namespace DataSync.Functions.Health;

/// <summary>
/// Answers whether this region is fit to serve, to whoever routes users. Anybody may ask: the answer holds nothing that is not
/// for everybody, and however often it is asked, the checks run once in a period.
/// </summary>
public sealed class HealthFunction
{
    /// <summary>The function's name, and its handler.</summary>
    public const string Name = "Health";

    /// <summary>All checks.</summary>
    public const string DeepPath = "/health";

    /// <summary>What the operator wants, and that the function runs.</summary>
    public const string ShallowPath = "/health/shallow";

    private readonly string _region;
    private readonly string _version;
    private readonly ServingStateCheck _state;
    private readonly HealthChecks _all;
    private readonly HealthChecks _stateOnly;
    private readonly SharedResult<HealthReport> _deep;
    private readonly SharedResult<HealthReport> _shallow;
    private readonly MetricsWriter _metrics;
    private readonly ILogger _log;
    private readonly TimeProvider _time;

    /// <summary>Makes the function.</summary>
    /// <param name="region">This region.</param>
    /// <param name="version">The release that runs, for the answer.</param>
    /// <param name="checks">Beside that of the serving state, in the answer's order.</param>
    /// <param name="state">What the operator wants.</param>
    /// <param name="settings">Limits.</param>
    /// <param name="metrics">Told of each run, not of each request.</param>
    /// <param name="log">Told of each failure, with what the answer keeps to itself.</param>
    /// <param name="time">The clock.</param>
    public HealthFunction(
        string region, string version, IReadOnlyList<IHealthCheck> checks, ServingStateCheck state, HealthSettings settings, MetricsWriter metrics, ILogger log, TimeProvider time)
    {
        (_region, _version, _state, _metrics, _log, _time) = (region, version, state, metrics, log, time);
        _all = new HealthChecks([.. checks, state], settings.TimeLimit, time);
        _stateOnly = new HealthChecks([state], settings.TimeLimit, time);
        _deep = new SharedResult<HealthReport>(RunAllAsync, settings.CachePeriod, time);
        _shallow = new SharedResult<HealthReport>(RunStateAsync, settings.CachePeriod, time);
    }

    /// <summary>Answers a request of the HTTP API.</summary>
    public async Task<Stream> HandleAsync(Stream payload, ILambdaContext context)
    {
        using var deadline = Deadline.Of(context, _time);
        var request = HttpRequest.Read(await EventBytes.ReadAsync(payload, deadline.Token));
        var reply = await AnswerAsync(request, deadline.Token);
        return reply.ToStream(withBody: request.Method != "HEAD");
    }

    private async Task<HttpReply> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var source = request.Path switch
        {
            DeepPath => _deep,
            ShallowPath => _shallow,
            _ => null,
        };
        if (source is null)
        {
            return HttpReply.Refused(404, $"There is {DeepPath}, and {ShallowPath}.", Headers());
        }

        if (request.Method is not ("GET" or "HEAD"))
        {
            return HttpReply.Refused(405, "It can be asked for with GET or HEAD.", [.. Headers(), ("allow", "GET, HEAD")]);
        }

        var (report, age) = await source.GetAsync(cancellationToken);
        return new HttpReply(
            report.HttpStatusCode,
            HealthReply.Write(report, age, _region, _version),
            [.. Headers(), ("age", ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture))]);
    }

    private (string Name, string Value)[] Headers() => [("cache-control", "no-store"), ("x-datasync-region", _region)];

    private async Task<HealthReport> RunAllAsync()
    {
        var report = Report(await _all.RunAsync());
        Tell(report);
        return report;
    }

    private async Task<HealthReport> RunStateAsync() => Report(await _stateOnly.RunAsync());

    private HealthReport Report(CheckResult[] results) => HealthReport.Of(_state.Last.IsDraining, _time.GetUtcNow(), results);

    private void Tell(HealthReport report)
    {
        _metrics.Write([Metric.Count("HealthStatus", report.HasFailed ? 0 : 1), Metric.Count("Draining", report.Status == HealthStatus.Draining ? 1 : 0)]);
        foreach (var check in report.Checks)
        {
            var (status, message, detail) = check.Outcome;
            switch (status)
            {
                case CheckStatus.Pass:
                    break;
                case CheckStatus.Warn:
                    _log.HealthCheckWarned(check.Name, message, detail);
                    break;
                case CheckStatus.Fail:
                    _metrics.Write([Metric.Count("HealthCheckFailed", 1)], "Check", check.Name);
                    _log.HealthCheckFailed(check.Name, message, detail);
                    break;
            }
        }
    }
}
