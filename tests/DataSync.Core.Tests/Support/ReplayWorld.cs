using System.Text;
using DataSync.Core.Apply;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Ports;
using DataSync.Core.Redrive;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace DataSync.Core.Tests.Support;

/// <summary>One region's dead letters, its changes queue with the real Apply behind it, and an archive: everything a replay touches.</summary>
public sealed class ReplayWorld : IDeadLetterSource, IQueueSender, ILetterArchive
{
    /// <summary>Items of which no write ever works.</summary>
    public const string Bad = "bad";

    /// <summary>Items whose messages the queue refuses.</summary>
    public const string Refused = "refused";

    private readonly List<QueueMessage> _changes = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _archive = new(StringComparer.Ordinal);
    private readonly ApplyHandler _apply;
    private int _messageIds;
    private bool _isApplying;

    /// <summary>An empty region.</summary>
    public ReplayWorld()
    {
        Letters = new LetterQueue(Time);
        Items.Before = (call, key) =>
        {
            if (call is StoreCall.Put or StoreCall.Delete)
            {
                Writes.Add($"{call} {key.Json}");
            }

            if (call == StoreCall.Put && key.Json.Contains(Bad, StringComparison.Ordinal))
            {
                throw new StoreException(DeadLetterReason.Rejected, isRetryable: false, "bad items are refused");
            }
        };
        _apply = new ApplyHandler((Make.Options with { MaxAttempts = 1 }).Check(), Ledger, Items, this, Time);
    }

    /// <summary>The clock; every port call takes a millisecond.</summary>
    public FakeTimeProvider Time { get; } = new(Make.Start.AddHours(1));

    /// <summary>The dead letters of changes.</summary>
    public LetterQueue Letters { get; }

    /// <summary>The table.</summary>
    public MemoryItemStore Items { get; } = new();

    /// <summary>The ledger.</summary>
    public MemoryLedger Ledger { get; } = new();

    /// <summary>Keys of the items that were written, one entry for each try.</summary>
    public List<string> Writes { get; } = [];

    /// <summary>What there is to be found in one of the places: versions of changes, texts of what is no envelope.</summary>
    public HashSet<string> Everything { get; } = new(StringComparer.Ordinal);

    /// <summary>What waits for Apply.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Waiting => _changes.ConvertAll(m => m.Body);

    /// <summary>When the process ends.</summary>
    public CrashPlan Plan { get; set; } = new(-1);

    /// <summary>Ids of the letters, by the name they were added under.</summary>
    public Dictionary<string, string> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a message to the dead letters and remembers what is in it.</summary>
    public string Add(string name, ReadOnlyMemory<byte> body)
    {
        Everything.UnionWith(Names(body));
        Time.Advance(TimeSpan.FromSeconds(1));
        return Ids[name] = Letters.Add(body);
    }

    /// <summary>A letter as Apply writes it.</summary>
    public static ReadOnlyMemory<byte> Letter(params Change[] changes) => DeadLetterCodec.Encode(
        DeadLetter.Now(DeadLetterReason.RetriesExhausted, "it was down", Make.Here, Make.Scope, new FakeTimeProvider(Make.Start)) with { Payload = Make.Message("", changes).Body });

    /// <summary>Lets Apply work off the changes queue.</summary>
    public async Task DrainAsync()
    {
        _isApplying = true;
        while (_changes.Count > 0)
        {
            var batch = _changes.Take(10).ToArray();
            var report = await _apply.HandleAsync(batch, Make.Scope, CancellationToken.None);
            Assert.Empty(report.FailedMessages);
            _changes.RemoveRange(0, batch.Length);
            Time.Advance(TimeSpan.FromMilliseconds(5));
        }

        _isApplying = false;
    }

    /// <summary>In how many places something is.</summary>
    public int PlaceCount(string what)
    {
        var letters = Letters.Bodies.Count(b => Names(b).Contains(what));
        var waiting = _changes.Count(m => Names(m.Body).Contains(what));
        var archived = _archive.Values.Count(b => Names(b).Contains(what));
        return letters + waiting + archived + (IsApplied(what) ? 1 : 0);
    }

    /// <summary>All that a later replay could change, in a form that can be compared.</summary>
    public string Snapshot() => string.Join('\n', Everything.Order().Select(w => $"{w}: {PlaceCount(w)}{(IsApplied(w) ? " applied" : "")}"))
        + $"\n{Letters.Count} letters, {_changes.Count} waiting, {Writes.Count(w => !w.Contains(Bad, StringComparison.Ordinal))} writes";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReceivedLetter>> ReceiveAsync(QueueKind queue, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Call(() => Letters.Receive()));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string?>> DeleteAsync(QueueKind queue, IReadOnlyList<ReceivedLetter> letters, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string?>>(Call(() => letters.Select(l => Letters.Delete(l.ReceiptHandle)).ToArray()));

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(QueueKind queue, IReadOnlyList<string> receiptHandles, CancellationToken cancellationToken)
    {
        Call(() =>
        {
            foreach (var handle in receiptHandles)
            {
                Letters.Release(handle);
            }

            return 0;
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SendOutcome>> SendAsync(QueueAddress queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SendOutcome>>(_isApplying ? Send(queue.Kind, messages) : Call(() => Send(queue.Kind, messages)));

    /// <inheritdoc/>
    public ValueTask<string> PutAsync(ArchivedLetter letter, CancellationToken cancellationToken) => ValueTask.FromResult(Call(() =>
    {
        var name = $"{letter.Kind}/{letter.Letter.MessageId}";
        _archive[name] = letter.Letter.Body;
        return name;
    }));

    private T Call<T>(Func<T> call)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        return Plan.Around(call);
    }

    private SendOutcome[] Send(QueueKind queue, IReadOnlyList<OutgoingMessage> messages)
    {
        var outcomes = new SendOutcome[messages.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var body = messages[i].Body;
            outcomes[i] = Make.TextOf(body.Span).Contains($"\"{Refused}\"", StringComparison.Ordinal) && queue == QueueKind.Changes ? SendOutcome.Refused("never") : SendOutcome.Sent;
            if (outcomes[i].IsSent && queue == QueueKind.Changes)
            {
                _changes.Add(new QueueMessage($"c{++_messageIds}", body));
            }
            else if (outcomes[i].IsSent)
            {
                Letters.Add(body);
            }
        }

        return outcomes;
    }

    private bool IsApplied(string what)
    {
        var parts = what.Split('|');
        return parts.Length == 2 && Items[Make.Key(parts[0])]?.Stamp is { } stamp && stamp.Version.ToString() == parts[1];
    }

    // A change by key and version, a text that is no envelope by itself.
    private static HashSet<string> Names(ReadOnlyMemory<byte> body)
    {
        var facts = LetterFacts.Read(body, default);
        return facts.ChangeCount > 0
            ? [.. facts.Changes.Select(c => $"{c.KeyText}|{c.Version}")]
            : [Encoding.UTF8.GetString(facts.Payload.Span)];
    }
}
