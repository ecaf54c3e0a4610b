namespace Amazon.Lambda.Core;

/// <summary>What a function learns about the invocation and itself.</summary>
public interface ILambdaContext
{
    /// <summary>The id of this invocation.</summary>
    string AwsRequestId { get; }

    /// <summary>What a mobile client sent along; null otherwise.</summary>
    IClientContext? ClientContext { get; }

    /// <summary>The function's name.</summary>
    string FunctionName { get; }

    /// <summary>The version that runs.</summary>
    string FunctionVersion { get; }

    /// <summary>The Cognito identity of the caller; null otherwise.</summary>
    ICognitoIdentity? Identity { get; }

    /// <summary>The ARN that was invoked.</summary>
    string InvokedFunctionArn { get; }

    /// <summary>Writes to the function's log.</summary>
    ILambdaLogger Logger { get; }

    /// <summary>The log group's name.</summary>
    string LogGroupName { get; }

    /// <summary>The log stream's name.</summary>
    string LogStreamName { get; }

    /// <summary>The memory configured for the function.</summary>
    int MemoryLimitInMB { get; }

    /// <summary>Time left until the invocation is cut off.</summary>
    TimeSpan RemainingTime { get; }

    /// <summary>The X-Ray trace id of this invocation.</summary>
    string? TraceId => null;
}
