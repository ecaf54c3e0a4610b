namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>Where moto 5.2 does something else than AWS documents.</summary>
internal static class MotoDifferences
{
    public static readonly KnownDifferences Table =
        MotoDynamoDbDifferences.AddTo(MotoStreamDifferences.AddTo(MotoS3Differences.AddTo(MotoSqsDifferences.AddTo(new KnownDifferences()))));
}
