using DataSync.Aws.Tests.Contract.Servers;
using Xunit;

namespace DataSync.Aws.Tests.Contract.DynamoDb;

/// <summary>What all parts of the DynamoDB contract need: the server that the running case is for.</summary>
public abstract class DynamoDbContract : IAsyncLifetime
{
    private DynamoDbTarget? _target;

    protected DynamoDbTarget Target => _target!;

    /// <summary>Ours, for cases that need control of the server.</summary>
    protected LocalDynamoDb Local => (LocalDynamoDb)Target;

    public async Task InitializeAsync() => _target = await ContractServers.Current.OpenDynamoDbAsync();

    public async Task DisposeAsync()
    {
        if (_target is not null)
        {
            await _target.CloseAsync();
            _target.Dispose();
        }
    }
}
