using System.Globalization;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The context of one invocation, from the Runtime API's headers and Lambda's environment variables.</summary>
internal sealed class RuntimeContext(string requestId, string? functionArn, string? traceId, string? deadlineMs, ILambdaLogger logger) : ILambdaContext
{
    private readonly long _deadlineMs = long.TryParse(deadlineMs, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    public string AwsRequestId { get; } = requestId;

    public IClientContext? ClientContext => null;

    public string FunctionName { get; } = Variable("AWS_LAMBDA_FUNCTION_NAME");

    public string FunctionVersion { get; } = Variable("AWS_LAMBDA_FUNCTION_VERSION");

    public ICognitoIdentity? Identity => null;

    public string InvokedFunctionArn { get; } = functionArn ?? string.Empty;

    public ILambdaLogger Logger { get; } = logger;

    public string LogGroupName { get; } = Variable("AWS_LAMBDA_LOG_GROUP_NAME");

    public string LogStreamName { get; } = Variable("AWS_LAMBDA_LOG_STREAM_NAME");

    public int MemoryLimitInMB { get; } =
        int.TryParse(Variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0;

    public TimeSpan RemainingTime => TimeSpan.FromMilliseconds(_deadlineMs) - (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch);

    public string? TraceId { get; } = traceId;

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? string.Empty;
}
