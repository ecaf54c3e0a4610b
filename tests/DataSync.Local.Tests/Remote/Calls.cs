using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.Tests.Remote;

/// <summary>Stands before a service: keeps the calls, and may answer in its place.</summary>
internal sealed class Calls(IAwsService? service = null) : IAwsService
{
    private readonly ConcurrentQueue<AwsRequest> _seen = new();

    public IReadOnlyCollection<AwsRequest> Seen => _seen;

    /// <summary>Answers for the next calls, in their order; null lets one through.</summary>
    public Queue<Func<AwsResponse>?> Answers { get; } = new();

    public ValueTask<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        _seen.Enqueue(request);
        return Answers.TryDequeue(out var answer) && answer is not null
            ? ValueTask.FromResult(answer())
            : service!.HandleAsync(request, cancellationToken);
    }

    /// <summary>A call that must be granted.</summary>
    public static async Task<JsonElement> DoAsync(IAwsService service, string name, string region, string operation, string body)
    {
        var response = await service.HandleAsync(new AwsRequest(name, region, operation, Encoding.UTF8.GetBytes(body)), CancellationToken.None);
        var text = Encoding.UTF8.GetString(response.Body.Span);
        Assert.True(response.Status == 200, text);
        return JsonDocument.Parse(text.Length == 0 ? "{}" : text).RootElement.Clone();
    }

    public static AwsResponse Error(string type, int status = 400) => new(status, Encoding.UTF8.GetBytes($$"""{"__type":"com.amazonaws#{{type}}","message":"as scripted"}"""));
}
