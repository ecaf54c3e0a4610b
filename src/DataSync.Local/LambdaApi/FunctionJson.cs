using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DataSync.Local.Templates;

namespace DataSync.Local.LambdaApi;

/// <summary>A function as Lambda describes it. Its variables are those of the template, as the function sees them; what the host adds to lead it here would mislead anybody else.</summary>
internal static class FunctionJson
{
    public static JsonObject Configuration(LocalFunction function, DateTimeOffset deployedAt)
    {
        var variables = function.Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value));
        return new JsonObject
        {
            ["FunctionName"] = function.Name,
            ["FunctionArn"] = function.Arn,
            ["Runtime"] = "provided.al2023",
            ["Handler"] = function.Handler,
            ["Timeout"] = (int)function.Timeout.TotalSeconds,
            ["MemorySize"] = function.MemorySizeMb,
            ["LastModified"] = deployedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
            ["Version"] = "$LATEST",
            ["Environment"] = new JsonObject { ["Variables"] = new JsonObject(variables) },
            ["State"] = "Active",
            ["LastUpdateStatus"] = "Successful",
            ["PackageType"] = "Zip",
            ["Architectures"] = new JsonArray(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x86_64"),
        };
    }

    public static JsonObject Function(LocalFunction function, DateTimeOffset deployedAt)
    {
        var answer = new JsonObject { ["Configuration"] = Configuration(function, deployedAt) };
        if (function.ReservedConcurrency is { } reserved)
        {
            answer["Concurrency"] = new JsonObject { ["ReservedConcurrentExecutions"] = reserved };
        }

        return answer;
    }
}
