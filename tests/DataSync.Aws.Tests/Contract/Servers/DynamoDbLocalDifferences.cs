namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>Where DynamoDB Local does something else than AWS documents. Whoever runs it first adds what it shows.</summary>
internal static class DynamoDbLocalDifferences
{
    public static readonly KnownDifferences Table = new KnownDifferences()
        .Because("its ARNs say ddblocal, whatever the region", "ItemContract.Regions_know_nothing_of_each_other");
}
