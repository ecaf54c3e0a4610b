namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Answers one invocation.</summary>
public delegate Task<InvocationResponse> LambdaBootstrapHandler(InvocationRequest invocation);

/// <summary>Runs once, before the first invocation is asked for. False ends the process without an error; an exception is reported as an initialization error.</summary>
public delegate Task<bool> LambdaBootstrapInitializer();
