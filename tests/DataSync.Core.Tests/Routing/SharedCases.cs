using System.Text.Json;
using DataSync.Core.Routing;

namespace DataSync.Core.Tests.Routing;

/// <summary>The cases that RegionRouter and the CloudFront Function share.</summary>
internal static class SharedCases
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "routing");

    private static JsonElement Root { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "cases.json"))).RootElement;

    public static IEnumerable<JsonElement> All => Root.GetProperty("cases").EnumerateArray();

    public static string Json(string configuration) => Root.GetProperty("configurations").GetProperty(configuration).GetRawText();

    public static RoutingConfiguration Configuration(string name) => RoutingConfiguration.Parse(Json(name));

    public static IReadOnlyList<string> Strings(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];
}
