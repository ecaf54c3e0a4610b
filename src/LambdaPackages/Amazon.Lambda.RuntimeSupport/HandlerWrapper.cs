using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Turns a handler of any shape into a <see cref="LambdaBootstrapHandler"/>.</summary>
public class HandlerWrapper : IDisposable
{
    // One invocation runs at a time, so one buffer serves all the answers.
    private readonly MemoryStream _output = new();

    private HandlerWrapper()
    {
        Handler = _ => Task.FromResult(EmptyResponse());
    }

    /// <summary>The handler.</summary>
    public LambdaBootstrapHandler Handler { get; private set; }

    /// <summary>For a handler that reads a stream and answers nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task> handler) => Wrap(wrapper => async invocation =>
    {
        await handler(invocation.InputStream, invocation.LambdaContext);
        return wrapper.EmptyResponse();
    });

    /// <summary>For a handler that reads a stream and answers with one.</summary>
    public static HandlerWrapper GetHandlerWrapper(Func<Stream, ILambdaContext, Task<Stream>> handler) => Wrap(_ => async invocation =>
        new InvocationResponse(await handler(invocation.InputStream, invocation.LambdaContext) ?? Stream.Null));

    /// <summary>For a handler that reads an object and answers nothing.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput>(Func<TInput, ILambdaContext, Task> handler, ILambdaSerializer serializer) => Wrap(wrapper => async invocation =>
    {
        await handler(serializer.Deserialize<TInput>(invocation.InputStream), invocation.LambdaContext);
        return wrapper.EmptyResponse();
    });

    /// <summary>For a handler that reads an object and answers with one.</summary>
    public static HandlerWrapper GetHandlerWrapper<TInput, TOutput>(Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) => Wrap(wrapper => async invocation =>
    {
        var answer = await handler(serializer.Deserialize<TInput>(invocation.InputStream), invocation.LambdaContext);
        var response = wrapper.EmptyResponse();
        serializer.Serialize(answer, response.OutputStream);
        response.OutputStream.Position = 0;
        return response;
    });

    /// <summary>Releases the buffer.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the buffer.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output.Dispose();
        }
    }

    private static HandlerWrapper Wrap(Func<HandlerWrapper, LambdaBootstrapHandler> handler)
    {
        var wrapper = new HandlerWrapper();
        wrapper.Handler = handler(wrapper);
        return wrapper;
    }

    private InvocationResponse EmptyResponse()
    {
        _output.SetLength(0);
        return new InvocationResponse(_output, false);
    }
}
