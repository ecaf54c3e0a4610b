using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Local.Mappings;
using DataSync.LocalAws.Protocol;

namespace DataSync.Local.LambdaApi;

/// <summary>Event source mappings by Lambda's API. Of their settings only <c>Enabled</c> can be changed: the others are the template's.</summary>
internal sealed class MappingApi(TimeProvider time)
{
    private const int MaxItems = 100;

    private readonly ConcurrentDictionary<IEventSourceMapping, DateTimeOffset> _changedAt = new();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public RestResponse List(LocalRegion region, string query)
    {
        var parameters = Parameters(query);
        var function = parameters.TryGetValue("FunctionName", out var name) && name.Length > 0 ? LambdaCall.NameOf(name) : null;
        var source = parameters.GetValueOrDefault("EventSourceArn");
        var first = 0;
        var count = MaxItems;
        if ((parameters.TryGetValue("Marker", out var marker) && marker.Length > 0 && !int.TryParse(marker, NumberStyles.None, CultureInfo.InvariantCulture, out first))
            || (parameters.TryGetValue("MaxItems", out var items) && !int.TryParse(items, NumberStyles.None, CultureInfo.InvariantCulture, out count))
            || count < 1)
        {
            return LambdaReply.Error(400, "InvalidParameterValueException", "Marker must come from an earlier answer, and MaxItems must be 1 or more.");
        }

        // AWS takes up to 10,000 and gives 100.
        count = Math.Min(count, MaxItems);
        var found = Of(region)
            .Where(mapping => function is null || mapping.Settings.FunctionName == function)
            .Where(mapping => string.IsNullOrEmpty(source) || MappingJson.SourceArn(mapping.Settings) == source)
            .ToList();
        var page = new JsonArray([.. found.Skip(first).Take(count).Select(mapping => Describe(region, mapping))]);
        var answer = new JsonObject { ["EventSourceMappings"] = page };
        if (found.Count > first + count)
        {
            answer["NextMarker"] = (first + count).ToString(CultureInfo.InvariantCulture);
        }

        return LambdaReply.Json(200, answer);
    }

    public RestResponse Get(LocalRegion region, string id) => Find(region, id) is { } mapping ? LambdaReply.Json(200, Describe(region, mapping)) : NotFound();

    /// <summary>As on AWS the answer says what begins, <c>Enabling</c> or <c>Disabling</c>; whoever wants to know when it is done has to ask.</summary>
    public RestResponse Update(LocalRegion region, string id, byte[]? body)
    {
        if (Find(region, id) is not { } mapping)
        {
            return NotFound();
        }

        if (!TryRead(body, out var enabled, out var other))
        {
            return LambdaReply.Error(400, "InvalidRequestContentException", "Could not parse request body into json: it must be an object, and Enabled true or false.");
        }

        if (other is not null)
        {
            return LambdaReply.Error(400, "InvalidParameterValueException", $"{other} can't be changed here; only Enabled can. Change the template.");
        }

        if (enabled is not { } wanted || mapping.State == MappingState.Stopped || wanted == (mapping.State != MappingState.Paused))
        {
            return LambdaReply.Json(202, Describe(region, mapping));
        }

        _changedAt[mapping] = time.GetUtcNow();
        if (wanted)
        {
            mapping.Resume();
        }
        else
        {
            mapping.Pause();
        }

        return LambdaReply.Json(202, MappingJson.Of(mapping, ArnOf(region, mapping), ChangedAt(mapping), wanted ? "Enabling" : "Disabling"));
    }

    private static IEnumerable<IEventSourceMapping> Of(LocalRegion region) => region.Mappings.Where(mapping => MappingJson.SourceArn(mapping.Settings) is not null);

    private static IEventSourceMapping? Find(LocalRegion region, string id) => Of(region).FirstOrDefault(mapping => mapping.Settings.Id == id);

    private static string ArnOf(LocalRegion region, IEventSourceMapping mapping) => region.Functions[mapping.Settings.FunctionName].Function.Arn;

    private static RestResponse NotFound() => LambdaReply.Error(404, "ResourceNotFoundException", "The resource you requested does not exist.");

    private DateTimeOffset ChangedAt(IEventSourceMapping mapping) => _changedAt.GetValueOrDefault(mapping, _startedAt);

    private JsonObject Describe(LocalRegion region, IEventSourceMapping mapping) => MappingJson.Of(mapping, ArnOf(region, mapping), ChangedAt(mapping), MappingJson.StateOf(mapping));

    private static bool TryRead(byte[]? body, out bool? enabled, out string? other)
    {
        enabled = null;
        other = null;
        try
        {
            using var document = JsonDocument.Parse(body is null or [] ? "{}"u8.ToArray() : body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            foreach (var member in document.RootElement.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && member.Name is not ("UUID" or "FunctionName")))
            {
                if (member.Name != "Enabled")
                {
                    other = member.Name;
                }
                else if (member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
                {
                    enabled = member.Value.GetBoolean();
                }
                else
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Dictionary<string, string> Parameters(string query)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            parameters[WebUtility.UrlDecode(equals < 0 ? pair : pair[..equals])] = equals < 0 ? "" : WebUtility.UrlDecode(pair[(equals + 1)..]);
        }

        return parameters;
    }
}
