using System.Collections.Concurrent;
using DataSync.Aws.Tests.Contract.Servers;

namespace DataSync.Aws.Tests.Contract.Running;

/// <summary>Counts what became of each case, for the lines printed at the end of a run.</summary>
internal static class ContractReport
{
    private static readonly ConcurrentDictionary<(string Server, string Service, string Outcome), int> Counts = new();

    public static void Ran(string server, string service, bool agrees) => Count(server, service, agrees ? "agree" : "FAIL");

    public static void Differs(string server, string service) => Count(server, service, "known differences");

    public static void Skipped(string server, string service, string reason) => Count(server, service, $"skipped: {reason}");

    /// <summary>One line for each server and service, and one for each server that is not there. Nothing when no contract was run.</summary>
    public static IEnumerable<string> Lines()
    {
        if (Counts.IsEmpty)
        {
            yield break;
        }

        foreach (var server in ContractServers.All)
        {
            if (server.WhyAbsent is { } reason)
            {
                yield return $"contract, {server.Name}: not run, {reason}";
                continue;
            }

            foreach (var service in Counts.Where(c => c.Key.Server == server.Name).GroupBy(c => c.Key.Service).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                var outcomes = service.OrderBy(c => c.Key.Outcome, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key.Outcome}");
                yield return $"contract, {server.Name}, {service.Key}: {string.Join(", ", outcomes)}";
            }
        }
    }

    private static void Count(string server, string service, string outcome) =>
        Counts.AddOrUpdate((server, service, outcome), 1, static (_, count) => count + 1);
}
