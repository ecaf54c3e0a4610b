namespace DataSync.EndToEnd.Tests.Operator;

/// <summary>Regions of their own: what an operator pauses here stands still for no other test.</summary>
public sealed class OperatedRegions : RunningRegions;

[CollectionDefinition(Name)]
public sealed class OperatedRegionsCollection : ICollectionFixture<OperatedRegions>
{
    public const string Name = "operated regions";
}
