using DataSync.Local;

namespace DataSync.EndToEnd.Tests.Runbooks;

/// <summary>Regions of their own: a runbook pauses, breaks and repairs whole regions.</summary>
public sealed class RunbookRegions : RunningRegions
{
    // A failover waits for as long as clocks may differ; those of one machine don't.
    private const string MaxDriftSeconds = "5";

    protected override LocalHostOptions Options()
    {
        var options = base.Options();
        return options with { Parameters = new Dictionary<string, string>(options.Parameters, StringComparer.Ordinal) { [nameof(MaxDriftSeconds)] = MaxDriftSeconds } };
    }
}

[CollectionDefinition(Name)]
public sealed class RunbookRegionsCollection : ICollectionFixture<RunbookRegions>
{
    public const string Name = "runbook regions";
}
