namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>The servers of this run.</summary>
public static class ContractServers
{
    public const string DynamoDb = "dynamodb";
    public const string Streams = "streams";
    public const string Sqs = "sqs";
    public const string S3 = "s3";

    private static readonly AsyncLocal<ContractServer?> Chosen = new();

    /// <summary>Every server there could be, present or not.</summary>
    public static IReadOnlyList<ContractServer> All { get; } =
        [new OurServer(overHttp: false), new OurServer(overHttp: true), new MotoServer(), new DynamoDbLocalServer(), new AwsServer()];

    /// <summary>The server the running test is for. Set by the test case before it makes the test's object.</summary>
    public static ContractServer Current
    {
        get => Chosen.Value ?? throw new InvalidOperationException("No server was chosen: contract cases are marked ContractFact or ContractTheory.");
        set => Chosen.Value = value;
    }

    public static IEnumerable<ContractServer> PresentFor(string service) => All.Where(server => server.WhyAbsent is null && server.Serves(service));

    public static ContractServer Named(string name) => All.First(server => server.Name == name);

    /// <summary>Ends every process that was started.</summary>
    public static async Task StopAsync()
    {
        foreach (var server in All)
        {
            await server.DisposeAsync();
        }
    }
}
