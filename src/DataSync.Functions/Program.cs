using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using DataSync.Functions.Apply;
using DataSync.Functions.CaptureItems;
using DataSync.Functions.CaptureObjects;
using DataSync.Functions.Forward;
using DataSync.Functions.Health;
using DataSync.Functions.Heartbeat;
using DataSync.Functions.Hosting;
using DataSync.Functions.Redrive;
using DataSync.Functions.Route;

// One executable for all functions: Lambda's _HANDLER picks. What is wrong with the settings is reported as the
// function's initialization error, so that it shows in the console and in the deployment, not only in a log.
Composition? parts = null;
var handler = Environment.GetEnvironmentVariable("_HANDLER") ?? "";
var builder = handler switch
{
    CaptureItemsFunction.Name => Serve(() => parts!.CaptureItems(), (f, e, c) => f.HandleAsync(e, c), new SourceGeneratorLambdaJsonSerializer<CaptureItemsJson>()),
    ApplyFunction.Name => Serve(() => parts!.Apply(), (f, e, c) => f.HandleAsync(e, c), new SourceGeneratorLambdaJsonSerializer<QueueResponseJson>()),
    CaptureObjectsFunction.Name => Serve(() => parts!.CaptureObjects(), (f, e, c) => f.HandleAsync(e, c), new SourceGeneratorLambdaJsonSerializer<QueueResponseJson>()),
    ForwardFunction.Name => Serve(() => parts!.Forward(), (f, e, c) => f.HandleAsync(e, c), new SourceGeneratorLambdaJsonSerializer<QueueResponseJson>()),
    RedriveFunction.Name => ServeRedrive(),
    HeartbeatFunction.Name => ServeHeartbeat(),
    HealthFunction.Name => ServeHttp(() => parts!.Health(), (f, e, c) => f.HandleAsync(e, c)),
    RouteFunction.Name => ServeHttp(() => parts!.Route(), (f, e, c) => f.HandleAsync(e, c)),
    _ => LambdaBootstrapBuilder.Create((Stream _, ILambdaContext _) => Task.CompletedTask),
};

using var bootstrap = builder.UseBootstrapHandler(Initialize).Build();
await bootstrap.RunAsync();
return 0;

Task<bool> Initialize()
{
    string[] known = [CaptureItemsFunction.Name, CaptureObjectsFunction.Name, ApplyFunction.Name, ForwardFunction.Name, RedriveFunction.Name, HeartbeatFunction.Name, HealthFunction.Name, RouteFunction.Name];
    if (!known.Contains(handler))
    {
        throw new InvalidOperationException(
            $"_HANDLER is '{handler}'; it must be one of {string.Join(", ", known)}. template.yaml sets it as the function's Handler.");
    }

    parts = new Composition(FunctionSettings.Read(Environment.GetEnvironmentVariable), TimeProvider.System, new LineOutput(Console.OpenStandardOutput()));
    return Task.FromResult(true);
}

static LambdaBootstrapBuilder Serve<TFunction, TResponse>(
    Func<TFunction> make, Func<TFunction, Stream, ILambdaContext, Task<TResponse>> handle, ILambdaSerializer serializer)
    where TFunction : class
{
    TFunction? function = null;
    return LambdaBootstrapBuilder.Create<TResponse>((Stream payload, ILambdaContext context) => handle(function ??= make(), payload, context), serializer);
}

// A request of an HTTP API, and its answer: the function reads and writes both itself.
static LambdaBootstrapBuilder ServeHttp<TFunction>(Func<TFunction> make, Func<TFunction, Stream, ILambdaContext, Task<Stream>> handle)
    where TFunction : class
{
    TFunction? function = null;
    return LambdaBootstrapBuilder.Create((Stream payload, ILambdaContext context) => handle(function ??= make(), payload, context));
}

LambdaBootstrapBuilder ServeRedrive()
{
    RedriveFunction? function = null;
    return LambdaBootstrapBuilder.Create<RedriveInvocation, RedriveResponse>(
        (invocation, context) => (function ??= parts!.Redrive()).HandleAsync(invocation, context), new SourceGeneratorLambdaJsonSerializer<RedriveJson>());
}

LambdaBootstrapBuilder ServeHeartbeat()
{
    HeartbeatFunction? function = null;
    return LambdaBootstrapBuilder.Create((Stream payload, ILambdaContext context) => (function ??= parts!.Heartbeat()).HandleAsync(payload, context));
}
