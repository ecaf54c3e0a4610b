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

    /// <summary>Its HTTP APIs.</summary>
    public IReadOnlyList<LocalApi> Apis { get; init; } = [];

    /// <summary>The stack with the streams' real ARNs, given by table name, wherever a placeholder stood.</summary>
    public LocalStack WithStreamArns(IReadOnlyDictionary<string, string> streamArns) => Replaced(text =>
    {
        foreach (var (table, arn) in streamArns)
        {
            text = text.Replace(RegionNames.Arn(Region, AccountId, "dynamodb", $"table/{table}/stream/{UnknownStreamLabel}"), arn);
        }

        return text;
    });

    /// <summary>The stack with the address that the host listens on, wherever the port was open: in the addresses of its HTTP APIs.</summary>
    public LocalStack WithEndpoint(Uri endpoint) => Replaced(text => text.Replace(ApiNames.OpenAuthority, endpoint.Authority, StringComparison.Ordinal));

    private LocalStack Replaced(Func<string, string> known) => this with
    {
        Functions = [.. Functions.Select(function => function with { Environment = function.Environment.ToDictionary(pair => pair.Key, pair => known(pair.Value), StringComparer.Ordinal) })],
        Mappings = [.. Mappings.Select(mapping => mapping switch
        {
            StreamMappingSettings stream => stream with { StreamArn = known(stream.StreamArn) },
            ScheduleMappingSettings { Input: { } input } schedule => schedule with { Input = known(input) },
            _ => mapping,
        })],
        StoredParameters = [.. StoredParameters.Select(parameter => parameter with { Value = known(parameter.Value) })],
        Apis = [.. Apis.Select(api => api with { Endpoint = known(api.Endpoint) })],
        Outputs = [.. Outputs.Select(output => output with { Value = known(output.Value) })],
    };
}

/// <summary>An output of the stack.</summary>
public sealed record LocalOutput(string Name, string Value, string? Description);
