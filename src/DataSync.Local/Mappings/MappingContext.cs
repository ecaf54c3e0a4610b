namespace DataSync.Local.Mappings;

/// <summary>What every mapping needs beside its settings.</summary>
/// <param name="Invoker">Runs the function.</param>
/// <param name="FunctionArn">The function's ARN, for dead letters.</param>
/// <param name="Time">Every wait and every age runs on it.</param>
public sealed record MappingContext(IInvoker Invoker, string FunctionArn, TimeProvider Time);
