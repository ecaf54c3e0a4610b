namespace DataSync.Functions.Tests.Support;

/// <summary>The environment variables that a function needs.</summary>
internal static class Variables
{
    public static Dictionary<string, string> Of(string region, params string[] regions) => new(StringComparer.Ordinal)
    {
        ["AWS_REGION"] = region,
        ["DATASYNC_REGIONS"] = string.Join(',', regions),
        ["DATASYNC_ENTITY"] = "items",
        ["DATASYNC_OBJECT_ENTITY"] = "files",
        ["DATASYNC_BUCKET"] = LocalBucket.NameOf(region),
        ["DATASYNC_PAYLOAD_BUCKET"] = LocalBucket.PayloadsOf(region),
        ["DATASYNC_FAILURE_BUCKET"] = LocalBucket.FailuresOf(region),
        ["DATASYNC_OBJECT_WRITERS"] = Traffic.AccessKeyOf(region),
        ["DATASYNC_OBJECT_REFERENCE_ATTRIBUTE"] = "file",
        ["DATASYNC_OBJECT_EVENTS_QUEUE_URL"] = $"https://sqs.{region}.amazonaws.com/000000000000/{LocalBucket.Events}",
        ["DATASYNC_OBJECT_EVENTS_DLQ_URL"] = $"https://sqs.{region}.amazonaws.com/000000000000/{LocalBucket.EventsDlq}",
        ["DATASYNC_TABLE"] = LocalRegion.Table,
        ["DATASYNC_LEDGER"] = LocalRegion.Ledger,
        ["DATASYNC_CHANGES_QUEUE_URL"] = $"https://sqs.{region}.amazonaws.com/000000000000/{LocalRegion.Changes}",
        ["DATASYNC_CHANGES_QUEUE_URL_TEMPLATE"] = $"https://sqs.{{region}}.amazonaws.com/000000000000/{LocalRegion.Changes}",
        ["DATASYNC_CHANGES_DLQ_URL"] = $"https://sqs.{region}.amazonaws.com/000000000000/{LocalRegion.ChangesDlq}",
        ["DATASYNC_PARKED_QUEUE_URL"] = $"https://sqs.{region}.amazonaws.com/000000000000/{LocalRegion.Parked}",
        ["DATASYNC_PARKED_DLQ_URL"] = $"https://sqs.{region}.amazonaws.com/000000000000/{LocalRegion.ParkedDlq}",
        ["DATASYNC_SERVING_STATE_PARAMETER"] = LocalRegion.StateParameter,
        ["DATASYNC_CAPTURE_DLQ_URL"] = $"https://sqs.{region}.amazonaws.com/000000000000/{LocalRegion.CaptureDlq}",
    };
}
