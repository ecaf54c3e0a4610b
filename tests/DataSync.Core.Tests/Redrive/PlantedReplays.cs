using DataSync.Core.DeadLetters;
using DataSync.Core.Items;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;
using DataSync.Core.Tests.Support;

namespace DataSync.Core.Tests.Redrive;

/// <summary>Replays with a mistake each, which the checker must find.</summary>
internal static class PlantedReplays
{
    public static Task DeletesBeforeItSends(ReplayWorld world, string runId) => ReplayAsync(world, runId, async (letter, facts) =>
    {
        await DeleteAsync(world, letter);
        await SendAsync(world, letter, facts, runId);
    });

    public static Task DeletesWhatIsNotConfirmed(ReplayWorld world, string runId) => ReplayAsync(world, runId, async (letter, facts) =>
    {
        await SendAsync(world, letter, facts, runId);
        await DeleteAsync(world, letter);
    });

    // Right but for the run id, which is not looked at: what came back during the run has content that was sent.
    public static async Task TakesWhatFailedAgainForACopy(ReplayWorld world, string runId)
    {
        var sent = new HashSet<Digest>();
        await ReplayAsync(world, runId, async (letter, facts) =>
        {
            if (sent.Add(LetterContent.Of(facts).Parts[0]) && !await SendAsync(world, letter, facts, runId))
            {
                return;
            }

            await DeleteAsync(world, letter);
            await world.DrainAsync(); // Apply is quick
        });
    }

    public static Task KeepsCopies(ReplayWorld world, string runId) => ReplayAsync(world, runId, async (letter, facts) =>
    {
        if (await SendAsync(world, letter, facts, runId))
        {
            await DeleteAsync(world, letter);
        }
    });

    public static async Task ForgetsToRelease(ReplayWorld world, string runId)
    {
        while (await world.ReceiveAsync(QueueKind.ChangesDeadLetters, CancellationToken.None) is { Count: > 0 } letters)
        {
            foreach (var letter in letters)
            {
                if (await SendAsync(world, letter, LetterFacts.Read(letter.Body, letter.SentAt), runId))
                {
                    await DeleteAsync(world, letter);
                }
            }
        }
    }

    private static async Task ReplayAsync(ReplayWorld world, string runId, Func<ReceivedLetter, LetterFacts, Task> handle)
    {
        var left = new List<string>();
        for (var i = 0; i < 40 && await world.ReceiveAsync(QueueKind.ChangesDeadLetters, CancellationToken.None) is { Count: > 0 } letters; i++)
        {
            foreach (var letter in letters)
            {
                left.Add(letter.ReceiptHandle);
                await handle(letter, LetterFacts.Read(letter.Body, letter.SentAt));
            }
        }

        await world.ReleaseAsync(QueueKind.ChangesDeadLetters, left, CancellationToken.None);
    }

    private static async Task<bool> SendAsync(ReplayWorld world, ReceivedLetter letter, LetterFacts facts, string runId)
    {
        var history = ReplayHistory.Add(facts.History, PastFailure.Of(facts, letter.MessageId), runId);
        var body = ReplayHistoryJson.Attach(facts.Payload, history) ?? facts.Payload;
        var outcomes = await world.SendAsync(new QueueAddress(QueueKind.Changes), [new OutgoingMessage(body, TimeSpan.Zero)], CancellationToken.None);
        return outcomes[0].IsSent;
    }

    private static async Task DeleteAsync(ReplayWorld world, ReceivedLetter letter) =>
        await world.DeleteAsync(QueueKind.ChangesDeadLetters, [letter], CancellationToken.None);
}
