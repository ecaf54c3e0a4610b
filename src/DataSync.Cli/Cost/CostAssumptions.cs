using System.Globalization;

namespace DataSync.Cli.Cost;

/// <summary>What the figures rest on, in words: printed with them, always.</summary>
internal static class CostAssumptions
{
    /// <summary>The assumptions of one report.</summary>
    public static IEnumerable<string> Of(Workload work, Behaviour how, PriceTable prices)
    {
        yield return $"Prices of {prices.Date} in {prices.Currency}. {prices.Note}";
        foreach (var region in work.Regions)
        {
            if (prices.UnknownCount(region) is > 0 and var count)
            {
                yield return $"{region}: {count} of {prices.Prices.Count} prices are not in the table; those of {prices.Base} are taken, which tend to be the lowest. Use --prices.";
            }
        }

        yield return $"A month has 730 hours. Writes come evenly over time and evenly from {work.Regions.Count} regions; all tables are on-demand, without secondary indexes.";
        if (work.HasItems)
        {
            yield return Text($"A write costs a ledger write at its origin; at each target the ledger and the item are read and the item is written; the echo costs a ledger read (counted on the wire, docs/performance.md). A delete costs {2 * CostModel.WriteUnits(work.ItemBytes + CostModel.StampBytes):0} write units of the item and a tombstone at each target. Lambda reads streams for nothing.");
            yield return Text($"A stamp adds {CostModel.StampBytes:0} bytes to an item at its targets: an item of {work.ItemBytes:N0} bytes takes {CostModel.WriteUnits(work.ItemBytes):0} write unit(s) at the origin and {CostModel.WriteUnits(work.ItemBytes + CostModel.StampBytes):0} at a target. In a message an item is {CostModel.JsonFactor:0.0} times its size and {CostModel.ChangeOverheadBytes:0} bytes.");
            yield return Text($"Batches: {how.ChangesPerMessage:0.#} changes in a message, {how.RecordsPerInvocation:0.#} records in an invocation of CaptureItems, {how.MessagesPerInvocation:0.#} messages in one of Apply.");
        }

        if (work.HasObjects)
        {
            yield return Text($"An object costs four S3 requests with one other region, one of them a COPY, and three ledger writes; {how.EventsPerInvocation:0.#} events in an invocation of CaptureObjects. Old versions are kept by all alternatives alike and left out.");
        }

        yield return Text($"Functions have {how.MemoryMb:0} MB on {how.Architecture} and take {how.CaptureItemsMs:0} ms (CaptureItems), {how.CaptureObjectsMs:0} ms (CaptureObjects), {how.ApplyMs:0} ms (Apply); they log {CostModel.LogBytes:0} bytes an invocation.");
        yield return Text($"Idle queues are polled by five pollers, 20 seconds at a time. A ledger row is {CostModel.LedgerRowBytes:0} bytes; deletes are remembered for {CostModel.TombstoneDays:0} days.");
        yield return "Left out: reads of the application, KMS (a customer managed key bills its requests), health checks and routing, retries, conflicts, and what waits for a region that is down.";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
