using DataSync.Local.Faults;
using DataSync.Local.Runtime;
using DataSync.Local.Templates;

namespace DataSync.Local.Hosting;

/// <summary>Makes a region's functions known to the runtime, with the endpoints and credentials that lead them to the local services.</summary>
internal sealed class FunctionStarter(LocalHostOptions options, RuntimeApiServer runtime, Uri endpoint, RegionClocks clocks)
{
    /// <summary>Environments beyond the mappings' share, for invocations by hand.</summary>
    private const int SpareEnvironments = 2;

    // Lambda allows ten seconds. Here a dozen processes may start at once on a machine that has other things to do.
    private static readonly TimeSpan InitTimeout = TimeSpan.FromMinutes(1);

    public FunctionPool Add(string region, LocalFunction function)
    {
        var isManaged = options.FunctionPath.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var environment = new Dictionary<string, string>(function.Environment, StringComparer.Ordinal)
        {
            ["AWS_ENDPOINT_URL"] = endpoint.ToString(),
            ["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint.ToString(),
            ["AWS_ENDPOINT_URL_SQS"] = endpoint.ToString(),
            ["AWS_ENDPOINT_URL_SSM"] = endpoint.ToString(),
            ["AWS_ENDPOINT_URL_S3"] = endpoint.ToString(),
            ["AWS_ACCESS_KEY_ID"] = RegionFaults.AccessKeyId(region, function.LogicalId),
            ["AWS_SECRET_ACCESS_KEY"] = "local",
        };
        foreach (var (name, value) in clocks.Variables(region))
        {
            environment[name] = value;
        }

        var path = Path.GetFullPath(options.FunctionPath);
        return runtime.AddFunction(new FunctionDefinition
        {
            Name = function.Name,
            Region = region,
            FileName = isManaged ? DotnetPath() : path,
            Arguments = isManaged ? [path] : [],
            Handler = function.Handler,
            Environment = environment,
            MemorySizeMb = function.MemorySizeMb,
            Timeout = function.Timeout,
            InitTimeout = InitTimeout,
            MaxConcurrency = function.ReservedConcurrency ?? options.ConcurrencyCap + SpareEnvironments,
            AsyncRetries = function.AsyncRetries,
            AsyncMaximumAge = function.AsyncMaximumAge,
            AccountId = options.AccountId,
        });
    }

    /// <summary>The dotnet that runs this process, so that the functions run on the same one.</summary>
    private static string DotnetPath()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host)
        {
            return host;
        }

        return Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet";
    }
}
