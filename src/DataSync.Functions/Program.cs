using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using DataSync.Functions.Apply;
using DataSync.Functions.CaptureItems;
using DataSync.Functions.CaptureObjects;
using DataSync.Functions.Forward;
using DataSync.Functions.Heartbeat;
using DataSync.Functions.Hosting;
using DataSync.Functions.Redrive;

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
    _ => LambdaBootstrapBuilder.Create((Stream _, ILambdaContext _) => Task.CompletedTask),
};

using var bootstrap = builder.UseBootstrapHandler(Initialize).Build();
await bootstrap.RunAsync();
return 0;

Task<bool> Initialize()
{
    if (handler is not (CaptureItemsFunction.Name or CaptureObjectsFunction.Name or ApplyFunction.Name or ForwardFunction.Name or RedriveFunction.Name or HeartbeatFunction.Name))
    {
        throw new InvalidOperationException(
            $"_HANDLER is '{handler}'; it must be CaptureItems, CaptureObjects, Apply, Forward, Redrive or Heartbeat. template.yaml sets it as the function's Handler.");
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
