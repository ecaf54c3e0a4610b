namespace DataSync.EndToEnd.Tests.Runbooks;

/// <summary>Regions of their own: a runbook pauses, breaks and repairs whole regions.</summary>
public sealed class RunbookRegions : RunningRegions;

[CollectionDefinition(Name)]
public sealed class RunbookRegionsCollection : ICollectionFixture<RunbookRegions>
{
    public const string Name = "runbook regions";
}
