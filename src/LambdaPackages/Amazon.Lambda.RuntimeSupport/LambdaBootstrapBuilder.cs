using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Puts a handler and its initialization together.</summary>
public class LambdaBootstrapBuilder
{
    private readonly HandlerWrapper _wrapper;
    private HttpClient? _client;
    private LambdaBootstrapInitializer? _initializer;

    private LambdaBootstrapBuilder(HandlerWrapper wrapper)
    {
        _wrapper = wrapper;
    }

    /// <summary>For a handler that reads a stream and answers nothing.</summary>
    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task> handler) => new(HandlerWrapper.GetHandlerWrapper(handler));

    /// <summary>For a handler that reads a stream and answers with one.</summary>
    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler) => new(HandlerWrapper.GetHandlerWrapper(handler));

    /// <summary>For a handler that reads an object and answers nothing.</summary>
    public static LambdaBootstrapBuilder Create<TInput>(Func<TInput, ILambdaContext, Task> handler, ILambdaSerializer serializer) =>
        new(HandlerWrapper.GetHandlerWrapper(handler, serializer));

    /// <summary>For a handler that reads an object and answers with one.</summary>
    public static LambdaBootstrapBuilder Create<TInput, TOutput>(Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(HandlerWrapper.GetHandlerWrapper(handler, serializer));

    /// <summary>Runs <paramref name="lambdaBootstrapInitializer"/> once before the first invocation; what it throws is reported as the initialization error.</summary>
    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer lambdaBootstrapInitializer)
    {
        _initializer = lambdaBootstrapInitializer;
        return this;
    }

    /// <summary>Uses this client for the Runtime API. It stays the caller's.</summary>
    public LambdaBootstrapBuilder UseHttpClient(HttpClient httpClient)
    {
        _client = httpClient;
        return this;
    }

    /// <summary>The bootstrap, ready to run.</summary>
    public LambdaBootstrap Build() => _client is null ? new LambdaBootstrap(_wrapper, _initializer) : new LambdaBootstrap(_client, _wrapper, _initializer);
}
