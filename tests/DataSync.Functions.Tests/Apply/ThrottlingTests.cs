using System.Text.Json;
using Amazon.Lambda.TestUtilities;
using DataSync.Core;
using DataSync.Core.Apply;
using DataSync.Core.Items;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;
using DataSync.Functions.Apply;
using DataSync.Functions.Metrics;
using DataSync.Functions.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Functions.Tests.Apply;

public sealed class ThrottlingTests
{
    private const string Here = "us-east-1";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_throttled_change_is_counted_by_itself_and_neither_as_retried_nor_as_failed()
    {
        using var output = new StringWriter();
        var options = new SyncOptions { Region = Here, Regions = [Here, "eu-west-1"], Entity = "items" };
        var queue = new Queue();
        var function = new ApplyFunction(
            new ApplyHandler(options, new Throttled(), new Throttled(), queue, _time), new MetricsWriter("DataSync", Here, _time, output), NullLogger.Instance, _time);
        const string Change = """{"entity":"items","key":{"pk":{"S":"a"}},"version":"1767225600000-00000-eu-west-1","put":{"pk":{"S":"a"}},"attempts":9}""";

        var body = JsonEncodedText.Encode($$"""{"format":1,"origin":"eu-west-1","hops":1,"sentMs":1,"changes":[{{Change}}]}""");

        var response = await function.HandleAsync(
            Payloads.Text($$"""{"Records":[{"messageId":"m","body":"{{body}}"}]}"""),
            new TestLambdaContext { AwsRequestId = "request-1", RemainingTime = TimeSpan.FromSeconds(30) });

        var line = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal(1, line.GetProperty("Throttled").GetInt32());
        Assert.False(line.TryGetProperty("Retried", out _) || line.TryGetProperty("DeadLetters", out _));
        Assert.Empty(response.BatchItemFailures);
        Assert.Equal(1, queue.SentCount);
    }

    private sealed class Throttled : ILedger, IItemStore
    {
        private static StoreException Error => new("no room") { IsThrottling = true };

        ValueTask<LedgerRow> ILedger.ReadAsync(ItemKey key, CancellationToken cancellationToken) => throw Error;

        ValueTask<StoredItem?> IItemStore.ReadAsync(ItemKey key, CancellationToken cancellationToken) => throw Error;

        public ValueTask<(bool Written, LedgerRow Before)> TryAdvanceAsync(ItemKey key, LocalWrite write, bool afterTombstone, CancellationToken cancellationToken) => throw Error;

        public ValueTask<bool> ReplaceAsync(ItemKey key, LedgerRow expected, LedgerRow replacement, CancellationToken cancellationToken) => throw Error;

        public ValueTask<GuardedWrite> PutAsync(ItemKey key, StoredItem? expected, StoredItem replacement, CancellationToken cancellationToken) => throw Error;

        public ValueTask<GuardedWrite> DeleteAsync(ItemKey key, StoredItem expected, CancellationToken cancellationToken) => throw Error;
    }

    private sealed class Queue : IQueueSender
    {
        public int SentCount { get; private set; }

        public ValueTask<IReadOnlyList<SendOutcome>> SendAsync(QueueAddress queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            SentCount += messages.Count;
            return ValueTask.FromResult<IReadOnlyList<SendOutcome>>([.. messages.Select(_ => SendOutcome.Sent)]);
        }
    }
}
