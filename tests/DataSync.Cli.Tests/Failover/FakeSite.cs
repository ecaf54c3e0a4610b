using DataSync.Cli.Failover;
using DataSync.Cli.Flow;
using DataSync.Core.Ports;
using DataSync.Core.Serving;

namespace DataSync.Cli.Tests.Failover;

/// <summary>Two regions that do what they are told; what is done to them is written down.</summary>
internal sealed class FakeSite(TimeProvider time) : IFailoverSite
{
    public const string Old = "us-east-1";
    public const string New = "eu-west-1";

    private static readonly Dictionary<string, string> Mappings = new(StringComparer.Ordinal) { ["CaptureItems"] = "Enabled", ["Forward"] = "Enabled", ["Apply"] = "Enabled" };

    /// <summary>The regions as they are.</summary>
    public Dictionary<string, RegionFacts> Regions { get; } = new(StringComparer.Ordinal) { [Old] = Healthy(Old), [New] = Healthy(New) };

    /// <summary>What was done, in order.</summary>
    public List<string> Done { get; } = [];

    public LetterCounts Letters { get; set; } = new(0, 0);

    /// <summary>The answers about writes, in order; the last one stays.</summary>
    public Queue<WriteFacts> Writes { get; } = new([new WriteFacts(0, null)]);

    /// <summary>What is on its way, in order; the last one stays.</summary>
    public Queue<DrainLook> Backlog { get; } = new([Empty]);

    public DrainTarget Target { get; set; } = new(New, 0, "Enabled");

    public DateTimeOffset? Heard { get; set; }

    /// <summary>The command's exit codes, in order; the last one stays.</summary>
    public Queue<int> ExitCodes { get; } = new([0]);

    /// <summary>Called before anything is done to a region.</summary>
    public Action<string> BeforeAct { get; set; } = static _ => { };

    public static DrainLook Empty => new(Old) { Capture = "Enabled", Forward = "Enabled", Targets = [new DrainTarget(New, 0, "Enabled")] };

    public static RegionFacts Healthy(string region) => new(region)
    {
        Health = new HealthAnswer { StatusCode = 200, Status = "healthy" },
        Serving = "serving",
        Mappings = Mappings,
        MaxDrift = TimeSpan.FromSeconds(300),
    };

    public static RegionFacts Draining(string region) => Healthy(region) with
    {
        Health = new HealthAnswer { StatusCode = 503, Status = "draining" },
        Serving = ServingState.Draining(new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero), "before").ToString(),
    };

    public Task<RegionFacts> LookAsync(string region, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Regions[region]);
    }

    public Task SetServingAsync(string region, ServingState state, CancellationToken cancellationToken)
    {
        BeforeAct(region);
        if (Regions[region].Error is { } error)
        {
            throw new StoreException(error);
        }

        Done.Add($"{(state.IsDraining ? "drain" : "serve")} {region}");
        Regions[region] = (state.IsDraining ? Draining(region) : Healthy(region)) with { Serving = state.ToString(), Mappings = Regions[region].Mappings };
        return Task.CompletedTask;
    }

    public Task<LetterCounts> CountLettersAsync(string from, string to, bool isFromReachable, CancellationToken cancellationToken) =>
        Task.FromResult(isFromReachable ? Letters : Letters with { AtOrigin = null });

    public Task<WriteFacts> CountWritesAsync(string region, DateTimeOffset since, CancellationToken cancellationToken) => Task.FromResult(Next(Writes));

    public Task<DrainLook> LookAtBacklogAsync(string from, string to, CancellationToken cancellationToken) => Task.FromResult(Next(Backlog));

    public Task<DrainTarget> LookAtTargetAsync(string to, CancellationToken cancellationToken) => Task.FromResult(Target);

    public Task<DateTimeOffset?> LastHeardAsync(string at, string from, CancellationToken cancellationToken) => Task.FromResult(Heard);

    public Task<int> ExecuteAsync(string command, IReadOnlyDictionary<string, string> variables, Action<string> tell, CancellationToken cancellationToken)
    {
        BeforeAct("command");
        Done.Add($"{command} {variables["DATASYNC_FAILOVER_FROM"]} {variables["DATASYNC_FAILOVER_TO"]} at {time.GetUtcNow():HH:mm:ss}");
        return Task.FromResult(Next(ExitCodes));
    }

    private static T Next<T>(Queue<T> answers) => answers.Count > 1 ? answers.Dequeue() : answers.Peek();
}
