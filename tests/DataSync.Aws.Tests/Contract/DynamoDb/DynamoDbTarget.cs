using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Tests.Contract.Streams;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>One test's view of a server the contract is held against. Each test makes its own tables, so one server can serve all of them.</summary>
public abstract class DynamoDbTarget(string region = DynamoDbTarget.DefaultRegion) : IDisposable
{
    public const string DefaultRegion = "eu-west-1";

    private AmazonDynamoDBClient? _client;
    private StreamsClient? _streams;

    /// <summary>The region tests work in unless they say otherwise.</summary>
    public string Region { get; } = region;

    public AmazonDynamoDBClient Client => _client ??= CreateClient(Region);

    public StreamsClient Streams => _streams ??= CreateStreamsClient();

    public abstract AmazonDynamoDBClient CreateClient(string region);

    /// <summary>Creates a table with a string partition key <c>id</c> and, if asked, a sort key <c>sort</c> of the given type.</summary>
    public async Task<string> CreateTableAsync(ScalarAttributeType? sort = null, StreamViewType? stream = null)
    {
        var request = NewTable();
        if (sort is not null)
        {
            request.AttributeDefinitions.Add(new AttributeDefinition("sort", sort));
            request.KeySchema.Add(new KeySchemaElement("sort", KeyType.RANGE));
        }
        if (stream is not null)
        {
            request.StreamSpecification = new StreamSpecification { StreamEnabled = true, StreamViewType = stream };
        }
        return await CreateTableAsync(request);
    }

    /// <summary>Creates the table and returns its name once it can be used. The target deletes it at the end of the test if its server outlives the test.</summary>
    public virtual async Task<string> CreateTableAsync(CreateTableRequest request)
    {
        await Client.CreateTableAsync(request);
        return request.TableName;
    }

    /// <summary>What most tables start from: a name nobody has, and the key <c>id</c>.</summary>
    public static CreateTableRequest NewTable(params AttributeDefinition[] more) => new()
    {
        TableName = $"t-{Guid.NewGuid():N}",
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [new AttributeDefinition("id", ScalarAttributeType.S), .. more],
        KeySchema = [new KeySchemaElement("id", KeyType.HASH)],
    };

    /// <summary>Waits for what UpdateTable started. Nothing to wait for where changes are done at once.</summary>
    public virtual Task SettledAsync(string table) => Task.CompletedTask;

    /// <summary>Waits until a table that is being deleted is gone.</summary>
    public virtual Task GoneAsync(string table) => Task.CompletedTask;

    /// <summary>Lets a server that shows its writes later catch up, before a reader looks again.</summary>
    public virtual Task PauseAsync() => Task.CompletedTask;

    /// <summary>Leaves the server as it was.</summary>
    public virtual Task CloseAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract StreamsClient CreateStreamsClient();

    protected virtual void Dispose(bool disposing)
    {
        _client?.Dispose();
        _streams?.Dispose();
    }
}
