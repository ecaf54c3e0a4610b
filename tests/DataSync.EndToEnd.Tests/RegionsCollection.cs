namespace DataSync.EndToEnd.Tests;

[CollectionDefinition(Name)]
public sealed class RegionsCollection : ICollectionFixture<RunningRegions>
{
    public const string Name = "running regions";
}
