namespace DataSync.Local.Templates;

/// <summary>What one region runs: a template, evaluated. Stream ARNs hold <see cref="UnknownStreamLabel"/> until the tables exist.</summary>
public sealed record LocalStack(
    string Region,
    string AccountId,
    string StackName,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<LocalTable> Tables,
    IReadOnlyList<LocalQueue> Queues,
    IReadOnlyList<LocalBucket> Buckets,
    IReadOnlyList<LocalFunction> Functions,
    IReadOnlyList<MappingSettings> Mappings,
    IReadOnlyList<LocalOutput> Outputs,
    IReadOnlyList<string> CreationOrder,
    IReadOnlyList<string> NoLocalMeaning,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Stands for the creation time in a stream's ARN, which only the table's creation gives.</summary>
    public const string UnknownStreamLabel = PhysicalResources.StreamLabel;

    /// <summary>The rules that send S3's events on.</summary>
    public IReadOnlyList<LocalRule> Rules { get; init; } = [];

    /// <summary>The parameters it makes in the Parameter Store.</summary>
    public IReadOnlyList<LocalParameter> StoredParameters { get; init; } = [];

    /// <summary>Values that must not be shown (parameters with NoEcho).</summary>
    internal IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The stack with the streams' real ARNs, given by table name, wherever a placeholder stood.</summary>
    public LocalStack WithStreamArns(IReadOnlyDictionary<string, string> streamArns)
    {
        string Known(string text)
        {
            foreach (var (table, arn) in streamArns)
            {
                text = text.Replace(RegionNames.Arn(Region, AccountId, "dynamodb", $"table/{table}/stream/{UnknownStreamLabel}"), arn);
            }

            return text;
        }

        return this with
        {
            Functions = [.. Functions.Select(function => function with { Environment = function.Environment.ToDictionary(pair => pair.Key, pair => Known(pair.Value), StringComparer.Ordinal) })],
            Mappings = [.. Mappings.Select(mapping => mapping is StreamMappingSettings stream ? stream with { StreamArn = Known(stream.StreamArn) } : mapping)],
            Outputs = [.. Outputs.Select(output => output with { Value = Known(output.Value) })],
        };
    }
}

/// <summary>An output of the stack.</summary>
public sealed record LocalOutput(string Name, string Value, string? Description);
