using System.Text.Json;
using DataSync.Cli.Local;

namespace DataSync.Cli.Demo;

/// <summary>What an operator does with dead letters once the cause is gone: sends them back.</summary>
internal static class DeadLetters
{
    private static readonly (string LogicalId, string Name)[] Queues =
        [("ChangesDeadLetterQueue", "changes"), ("ParkedDeadLetterQueue", "parked"), ("CaptureDeadLetterQueue", "capture"), ("ObjectEventsDeadLetterQueue", "object-events")];

    /// <summary>Runs the Redrive function for every queue that holds dead letters. Returns how many were sent back.</summary>
    public static async Task<int> RedriveAsync(LocalSession session, Action<string> tell, CancellationToken cancellationToken)
    {
        var total = 0;
        await session.Host.Figures.RefreshAsync(cancellationToken);
        foreach (var region in session.Host.Regions)
        {
            foreach (var (logicalId, name) in Queues)
            {
                var count = region.Queue(logicalId) is { } queue ? session.Host.Figures.MessageCount(queue.Arn) : 0;
                if (count == 0)
                {
                    continue;
                }

                var result = await region.Function("RedriveFunction")!.InvokeAsync(JsonSerializer.SerializeToUtf8Bytes(new { queue = name }), cancellationToken);
                var text = System.Text.Encoding.UTF8.GetString(result.Payload.Span);
                tell($"  {region.Name}: {count} dead letters of {name} are redriven: {(result.Succeeded ? text : result.ErrorMessage)}");
                total += count;
            }
        }

        return total;
    }
}
