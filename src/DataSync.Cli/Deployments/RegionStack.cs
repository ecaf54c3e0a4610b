using Amazon.Runtime;
using DataSync.Aws.Clients;

namespace DataSync.Cli.Deployments;

/// <summary>One region's stack.</summary>
internal sealed class RegionStack : IDisposable
{
    // A person waits; a region that does not answer within this is said to be away.
    private static readonly TimeSpan QueueTimeout = TimeSpan.FromSeconds(10);

    // Of a call that is cut off nothing comes back at all, and Lambda's client waits as long as a function may run.
    private static readonly TimeSpan SettingsTimeout = TimeSpan.FromSeconds(20);

    private readonly string _namePrefix;
    private StackSettings? _settings;

    public RegionStack(string name, ConnectionOptions options, AWSCredentials? credentials)
    {
        Name = name;
        _namePrefix = options.NamePrefix;
        Clients = new AwsClients(name, QueueTimeout, httpClients: null, credentials, options.EndpointUrl);
    }

    /// <summary>The region.</summary>
    public string Name { get; }

    /// <summary>The services there.</summary>
    public AwsClients Clients { get; }

    /// <summary>Why nothing is known of the stack; null when its settings were read.</summary>
    public string? Error { get; private set; }

    /// <summary>How it is set up.</summary>
    /// <exception cref="OperatorException">It could not be read.</exception>
    public StackSettings Settings => _settings ?? throw new OperatorException(ExitCodes.Failed, $"{Name}: {Error ?? "not read yet"}");

    /// <summary>The name of one of its functions.</summary>
    /// <param name="handler">Its handler, such as <c>Apply</c>.</param>
    public string FunctionName(string handler) => $"{_namePrefix}-{handler}";

    /// <summary>The name of one of its queues.</summary>
    /// <param name="name">Without the prefix, such as <c>changes</c>.</param>
    public string QueueName(string name) => $"{_namePrefix}-{name}";

    /// <summary>Reads the settings; what goes wrong is kept in <see cref="Error"/>.</summary>
    public async Task ReadSettingsAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SettingsTimeout);
        try
        {
            var configuration = await Clients.Lambda.ConfigurationAsync(FunctionName("Redrive"), limit.Token);
            _settings = new StackSettings(configuration.Variables) { DeployedAt = configuration.ModifiedAt };
            Error = null;
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "ResourceNotFoundException")
        {
            Error = $"there is no function {FunctionName("Redrive")} here. Is the stack deployed in this region, and is --name-prefix '{_namePrefix}' right?";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Error = $"no answer within {SettingsTimeout.TotalSeconds:0} seconds";
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            Error = e.Message;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clients.Dispose();
}
