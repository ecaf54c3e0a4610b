using System.Text;
using Amazon.Runtime;

namespace DataSync.Benchmarks.Calls;

/// <summary>Counts the requests that the SDK really sends, retries included, on their way to the local services.</summary>
internal sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly Lock _lock = new();
    private CallCounts _counts = new();

    /// <summary>The counts so far; counting starts again at zero.</summary>
    public CallCounts Take()
    {
        lock (_lock)
        {
            var counts = _counts;
            _counts = new CallCounts();
            return counts;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = request.Headers.GetValues("X-Amz-Target").Single().Split('.')[^1];
        var body = request.Content is null ? "" : Encoding.UTF8.GetString(await request.Content.ReadAsByteArrayAsync(cancellationToken));
        lock (_lock)
        {
            _counts += Of(operation, body.Contains($"\"TableName\":\"{CountedRegion.LedgerTable}\"", StringComparison.Ordinal));
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private static CallCounts Of(string operation, bool isLedger) => (operation, isLedger) switch
    {
        ("GetItem", true) => new CallCounts { LedgerReads = 1 },
        ("GetItem", false) => new CallCounts { ItemReads = 1 },
        ("PutItem" or "UpdateItem" or "DeleteItem", true) => new CallCounts { LedgerWrites = 1 },
        ("PutItem" or "UpdateItem" or "DeleteItem", false) => new CallCounts { ItemWrites = 1 },
        ("SendMessageBatch" or "SendMessage", _) => new CallCounts { QueueSends = 1 },
        _ => throw new InvalidOperationException($"{operation} is not counted yet: give it a column."),
    };
}

/// <summary>Gives the SDK's clients this handler.</summary>
internal sealed class HandlerClientFactory(HttpMessageHandler handler) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

    // The SDK would cache by configuration, and so hand one region's client to the other.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
}
