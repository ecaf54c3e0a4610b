using DataSync.Local;
using DataSync.Local.Faults;
using DataSync.Local.Templates;

namespace DataSync.Cli.Local;

/// <summary>How to use the regions that run.</summary>
internal static class UsageText
{
    private const string HealthPath = "/health";

    public static void Write(TextWriter output, LocalSession session)
    {
        var regions = session.Host.Regions;
        var table = session.Table;
        output.WriteLine($"""

            {regions.Count} regions run: {string.Join(", ", regions.Select(r => r.Name))}. Table {session.TableName}, key {Keys(table)}. Ctrl-C stops them.

              export AWS_ENDPOINT_URL={session.Host.Endpoint.ToString().TrimEnd('/')}
              export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

              aws dynamodb put-item --region {regions[0].Name} --table-name {session.TableName} --item '{Sample(table)}'
              aws dynamodb scan     --region {regions[^1].Name} --table-name {session.TableName}
            {Objects(session)}{Health(session)}
            Console: {session.ConsoleUrl}
            The operator's tool: datasync status --endpoint-url {session.Host.Endpoint.ToString().TrimEnd('/')} --region {regions[0].Name}    (and dlq, trace, pause, resume, drain)
            The same endpoint has Lambda (functions, event source mappings to pause) and CloudWatch (metrics), and the Parameter Store.
            With an SDK: set AuthenticationRegion to the region meant, or an endpoint override makes one region of all.
            Each region's functions sign with their own access key ({RegionFaults.AccessKeyId(regions[0].Name)}, ...): that is how a cut between regions is told from a call within one.
            """);
        WriteRemote(output, session.Options);
        output.WriteLine();
    }

    private static string Objects(LocalSession session) => LocalSession.Bucket(session.Host.Regions[0]) is not { } bucket ? "" : $"""
              echo hello | aws s3 cp --region {session.Host.Regions[0].Name} - s3://{bucket.Name}/hello
              aws s3 ls --region {session.Host.Regions[^1].Name} s3://{LocalSession.Bucket(session.Host.Regions[^1])!.Name}/

            """;

    // Only where the template has an API with such a route.
    private static string Health(LocalSession session)
    {
        var urls = session.Host.Regions.SelectMany(region => region.Stack.Apis
            .Where(api => api.Routes.Any(route => route.Path == HealthPath))
            .Select(api => $"  curl {api.Endpoint}{HealthPath}    # {region.Name}"));
        return string.Concat(urls.Select(url => url + Environment.NewLine));
    }

    private static void WriteRemote(TextWriter output, LocalHostOptions options)
    {
        var remote = new[] { (Service: "DynamoDB", Endpoint: options.DynamoDbEndpoint), (Service: "SQS", Endpoint: options.SqsEndpoint), (Service: "S3", Endpoint: options.S3Endpoint) };
        foreach (var server in remote.Where(r => r.Endpoint is not null).GroupBy(r => r.Endpoint, r => r.Service))
        {
            output.WriteLine($"On {server.Key}: {string.Join(" and ", server)}. Calls through the endpoint above reach it too; those that go there directly can't be cut off, delayed or throttled.");
        }
    }

    private static string Keys(LocalTable table) =>
        table.SortKey is null ? $"{table.PartitionKey.Name} ({table.PartitionKey.Type})" : $"{table.PartitionKey.Name} ({table.PartitionKey.Type}), {table.SortKey.Name} ({table.SortKey.Type})";

    private static string Sample(LocalTable table)
    {
        var attributes = new[] { table.PartitionKey, table.SortKey }.OfType<LocalKey>().Select(k => $"\"{k.Name}\":{{\"{k.Type}\":\"{(k.Type == "N" ? "1" : k.Type == "B" ? "YQ==" : "order#1")}\"}}");
        return "{" + string.Join(",", attributes) + ",\"total\":{\"N\":\"12.5\"}}";
    }
}
