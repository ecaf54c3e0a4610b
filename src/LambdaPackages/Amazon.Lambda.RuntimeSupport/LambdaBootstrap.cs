using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The loop of a function's process: initialize, then ask the Runtime API for invocations and answer them, one at a time.</summary>
public class LambdaBootstrap : IDisposable
{
    private readonly LambdaBootstrapHandler _handler;
    private readonly LambdaBootstrapInitializer? _initializer;
    private readonly HttpClient _client;
    private readonly HandlerWrapper? _ownedWrapper;
    private readonly bool _ownsClient;

    /// <summary>For a wrapped handler. Both are disposed together.</summary>
    public LambdaBootstrap(HandlerWrapper handlerWrapper, LambdaBootstrapInitializer? initializer = null)
        : this(RuntimeApi.CreateClient(), true, handlerWrapper.Handler, initializer)
    {
        _ownedWrapper = handlerWrapper;
    }

    /// <summary>For a plain handler.</summary>
    public LambdaBootstrap(LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer = null)
        : this(RuntimeApi.CreateClient(), true, handler, initializer)
    {
    }

    /// <summary>For a wrapped handler, with the caller's client.</summary>
    public LambdaBootstrap(HttpClient httpClient, HandlerWrapper handlerWrapper, LambdaBootstrapInitializer? initializer = null)
        : this(httpClient, false, handlerWrapper.Handler, initializer)
    {
        _ownedWrapper = handlerWrapper;
    }

    private LambdaBootstrap(HttpClient client, bool ownsClient, LambdaBootstrapHandler handler, LambdaBootstrapInitializer? initializer)
    {
        _client = client;
        _ownsClient = ownsClient;
        _handler = handler;
        _initializer = initializer;
    }

    /// <summary>Runs until cancelled. Throws when initialization failed or the Runtime API is gone: the process should end then, and does if the exception is left alone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var api = new RuntimeApi(_client);
        var logger = new RuntimeLogger();
        LambdaLogger.Use(logger);
        if (!await InitializeAsync(api, logger, cancellationToken))
        {
            return;
        }

        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await InvokeOnceAsync(api, logger, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Releases the client and the handler's buffer.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the client and the handler's buffer.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        _ownedWrapper?.Dispose();
        if (_ownsClient)
        {
            _client.Dispose();
        }
    }

    private async Task<bool> InitializeAsync(RuntimeApi api, RuntimeLogger logger, CancellationToken cancellationToken)
    {
        if (_initializer is null)
        {
            return true;
        }

        try
        {
            return await _initializer();
        }
        catch (Exception exception)
        {
            logger.Log(LogLevel.Critical.ToString(), exception, string.Empty);
            await api.ReportInitializationErrorAsync(exception, cancellationToken);
            throw;
        }
    }

    private async Task InvokeOnceAsync(RuntimeApi api, RuntimeLogger logger, CancellationToken cancellationToken)
    {
        using var invocation = await api.NextAsync(logger, cancellationToken);
        var context = invocation.LambdaContext;
        logger.RequestId = context.AwsRequestId;
        // The SDK and tracers read the trace id where Lambda's own runtimes put it.
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", context.TraceId);
        InvocationResponse response;
        try
        {
            response = await _handler(invocation);
        }
        catch (Exception exception)
        {
            logger.Log(LogLevel.Error.ToString(), exception, string.Empty);
            await api.ReportInvocationErrorAsync(context.AwsRequestId, exception, cancellationToken);
            return;
        }
        finally
        {
            logger.RequestId = null;
        }

        try
        {
            await api.RespondAsync(context.AwsRequestId, response.OutputStream, cancellationToken);
        }
        finally
        {
            if (response.DisposeOutputStream)
            {
                await response.OutputStream.DisposeAsync();
            }
        }
    }
}
