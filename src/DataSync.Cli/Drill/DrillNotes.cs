namespace DataSync.Cli.Drill;

/// <summary>What a reader of a report should know about how its figures came about.</summary>
internal static class DrillNotes
{
    public static IEnumerable<string> Of(DrillReport report, DrillOptions options)
    {
        if (options.Url is null)
        {
            yield return options.DnsTtl > TimeSpan.Zero
                ? "Routing was simulated with Route 53's rules: one checker per region instead of many, and clients that keep an answer exactly as long as they may."
                : "Routing was simulated with Route 53's rules, without resolvers' caches: on AWS add the record's time to live (60 s is usual) to the RTO.";
        }

        if (options.How == OutageKind.Drain)
        {
            yield return "A region that drains goes on replicating, and its application goes on serving those who still come: nothing is lost by a drain. Use --how cut or external for a loss.";
        }

        if (options.How == OutageKind.External)
        {
            yield return "The moment of loss is the last at which a health check succeeded: no later than the real one. RTO and RPO are up to an interval too long.";
        }

        if (report.Figures.UnreplicatedCount > DrillFigures.MaxListed)
        {
            yield return $"Only the oldest {DrillFigures.MaxListed} missing writes are listed.";
        }
    }
}
