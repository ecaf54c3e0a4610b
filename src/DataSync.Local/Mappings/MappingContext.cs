namespace DataSync.Local.Mappings;

/// <summary>What every mapping needs beside its settings.</summary>
/// <param name="Invoker">Runs the function.</param>
/// <param name="FunctionArn">The function's ARN, for dead letters.</param>
/// <param name="Time">Every wait and every age runs on it.</param>
public sealed record MappingContext(IInvoker Invoker, string FunctionArn, TimeProvider Time)
{
    /// <summary>Told how old the last record of a stream's batch is when the batch goes to the function.</summary>
    public Action<TimeSpan> BatchSent { get; init; } = static _ => { };
}
