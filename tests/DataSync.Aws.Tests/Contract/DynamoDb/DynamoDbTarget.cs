using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>A server the contract is held against. Each test makes its own tables, so one server can serve all of them.</summary>
public abstract class DynamoDbTarget : IDisposable
{
    public const string Region = "eu-west-1";
    private AmazonDynamoDBClient? _client;

    public AmazonDynamoDBClient Client => _client ??= CreateClient(Region);

    public abstract AmazonDynamoDBClient CreateClient(string region);

    /// <summary>Creates a table with a string partition key <c>id</c> and, if asked, a sort key <c>sort</c> of the given type.</summary>
    public async Task<string> CreateTableAsync(ScalarAttributeType? sort = null, StreamViewType? stream = null)
    {
        string name = $"t-{Guid.NewGuid():N}";
        var request = new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new AttributeDefinition("id", ScalarAttributeType.S)],
            KeySchema = [new KeySchemaElement("id", KeyType.HASH)],
        };
        if (sort is not null)
        {
            request.AttributeDefinitions.Add(new AttributeDefinition("sort", sort));
            request.KeySchema.Add(new KeySchemaElement("sort", KeyType.RANGE));
        }
        if (stream is not null)
        {
            request.StreamSpecification = new StreamSpecification { StreamEnabled = true, StreamViewType = stream };
        }
        await Client.CreateTableAsync(request);
        return name;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _client?.Dispose();
}
