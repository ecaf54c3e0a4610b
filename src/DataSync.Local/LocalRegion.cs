using DataSync.Local.Mappings;
using DataSync.Local.Runtime;
using DataSync.Local.Templates;

namespace DataSync.Local;

/// <summary>One running region.</summary>
/// <param name="Name">The region's name.</param>
/// <param name="Stack">What the template gave for it: tables, queues, buckets and outputs with their final names and ARNs.</param>
/// <param name="Functions">Its functions, by name.</param>
/// <param name="Mappings">Its event source mappings.</param>
public sealed record LocalRegion(string Name, LocalStack Stack, IReadOnlyDictionary<string, FunctionPool> Functions, IReadOnlyList<IEventSourceMapping> Mappings)
{
    /// <summary>The value of an output of the stack. Throws <see cref="KeyNotFoundException"/> when there is none of that name.</summary>
    public string Output(string name) => Stack.Outputs.FirstOrDefault(output => output.Name == name)?.Value
        ?? throw new KeyNotFoundException($"The template has no output {name}.");

    /// <summary>The table with this logical id, or null.</summary>
    public LocalTable? Table(string logicalId) => Stack.Tables.FirstOrDefault(table => table.LogicalId == logicalId);

    /// <summary>The queue with this logical id, or null.</summary>
    public LocalQueue? Queue(string logicalId) => Stack.Queues.FirstOrDefault(queue => queue.LogicalId == logicalId);

    /// <summary>The HTTP API with this logical id, or null. It answers at its endpoint.</summary>
    public LocalApi? Api(string logicalId) => Stack.Apis.FirstOrDefault(api => api.LogicalId == logicalId);

    /// <summary>The function with this logical id, or null.</summary>
    public FunctionPool? Function(string logicalId) =>
        Stack.Functions.FirstOrDefault(function => function.LogicalId == logicalId) is { } function ? Functions[function.Name] : null;
}
