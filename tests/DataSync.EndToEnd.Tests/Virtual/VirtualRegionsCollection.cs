namespace DataSync.EndToEnd.Tests.Virtual;

[CollectionDefinition(Name)]
public sealed class VirtualRegionsCollection : ICollectionFixture<VirtualRegions>
{
    public const string Name = "virtual regions";
}
