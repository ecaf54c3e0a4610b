using DataSync.LocalAws.Sources;

namespace DataSync.Local.Mappings;

/// <summary>Consecutive records of one lane that are tried together.</summary>
/// <param name="Records">In sequence, at least one.</param>
/// <param name="Retries">Retries that count towards the limit; splitting a batch is not one.</param>
/// <param name="InvokeCount">How often the records were tried, alone or with others.</param>
internal sealed record StreamBatch(ArraySegment<StreamRecord> Records, int Retries, int InvokeCount)
{
    /// <summary>What is left to do after an invocation, in order; empty when all is done or the retries are used up.</summary>
    public (IReadOnlyList<StreamBatch> Next, bool IsGivenUp, bool IsSplit) After(int firstFailed, bool bisects, int? maximumRetries)
    {
        if (firstFailed >= Records.Count)
        {
            return ([], false, false);
        }

        var rest = new StreamBatch(Records[firstFailed..], Retries, InvokeCount + 1);
        if (bisects && firstFailed > 0)
        {
            // Split at the reported record: only what follows is tried again, and that is not a retry.
            return ([rest], false, true);
        }

        if (bisects && rest.Records.Count > 1)
        {
            var half = rest.Records.Count / 2;
            return ([rest with { Records = rest.Records[..half] }, rest with { Records = rest.Records[half..] }], false, true);
        }

        return Retries >= maximumRetries ? ([rest], true, false) : ([rest with { Retries = Retries + 1 }], false, false);
    }
}
