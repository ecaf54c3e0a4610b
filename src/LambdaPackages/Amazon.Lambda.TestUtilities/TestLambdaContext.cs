using Amazon.Lambda.Core;

namespace Amazon.Lambda.TestUtilities;

/// <summary>A context that a test fills in.</summary>
public class TestLambdaContext : ILambdaContext
{
    /// <inheritdoc/>
    public string AwsRequestId { get; set; } = string.Empty;

    /// <inheritdoc/>
    public IClientContext? ClientContext { get; set; }

    /// <inheritdoc/>
    public string FunctionName { get; set; } = string.Empty;

    /// <inheritdoc/>
    public string FunctionVersion { get; set; } = string.Empty;

    /// <inheritdoc/>
    public ICognitoIdentity? Identity { get; set; }

    /// <inheritdoc/>
    public string InvokedFunctionArn { get; set; } = string.Empty;

    /// <inheritdoc/>
    public ILambdaLogger Logger { get; set; } = new TestLambdaLogger();

    /// <inheritdoc/>
    public string LogGroupName { get; set; } = string.Empty;

    /// <inheritdoc/>
    public string LogStreamName { get; set; } = string.Empty;

    /// <inheritdoc/>
    public int MemoryLimitInMB { get; set; }

    /// <inheritdoc/>
    public TimeSpan RemainingTime { get; set; }

    /// <inheritdoc/>
    public string? TraceId { get; set; }
}
