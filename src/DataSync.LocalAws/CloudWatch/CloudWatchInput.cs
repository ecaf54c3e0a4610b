using System.Globalization;
using System.Text.Json;

namespace DataSync.LocalAws.CloudWatch;

/// <summary>A request's structure, read with errors that name the member. <paramref name="place"/> is where it stands, such as <c>MetricDataQueries.1.</c></summary>
internal readonly struct CloudWatchInput(JsonElement element, string place)
{
    public string? Text(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw Wrong(name, "text"),
    };

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw CloudWatchException.Missing(place + name);

    public bool? Flag(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    public double? Number(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        _ => throw Wrong(name, "a number"),
    };

    /// <summary>Seconds since the epoch, as the protocol has it, or ISO 8601.</summary>
    public DateTimeOffset? Time(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.GetDouble() is >= 0 and < 253_402_300_800 and var seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds),
        { ValueKind: JsonValueKind.String } text when DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) => at,
        _ => throw Wrong(name, "a time, in seconds since 1970"),
    };

    public DateTimeOffset RequiredTime(string name) => Time(name) ?? throw CloudWatchException.Missing(place + name);

    public CloudWatchInput? Structure(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new CloudWatchInput(value, $"{place}{name}."),
        _ => throw Wrong(name, "a structure"),
    };

    public IReadOnlyList<CloudWatchInput> Structures(string name)
    {
        var where = place;
        return [.. Elements(name).Select((value, i) => value.ValueKind == JsonValueKind.Object
            ? new CloudWatchInput(value, $"{where}{name}.{i + 1}.")
            : throw CloudWatchException.Validation($"{where}{name}.{i + 1} must be a structure."))];
    }

    public IReadOnlyList<double> Numbers(string name)
    {
        var where = place;
        return [.. Elements(name).Select(value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw CloudWatchException.Validation($"{where}{name} must hold numbers."))];
    }

    public DimensionSet Dimensions()
    {
        var dimensions = Structures("Dimensions");
        return dimensions.Count > DimensionSet.MaxCount
            ? throw CloudWatchException.Validation($"{place}Dimensions holds {dimensions.Count}; the most are {DimensionSet.MaxCount}.")
            : new DimensionSet(dimensions.Select(dimension => KeyValuePair.Create(dimension.RequiredText("Name"), dimension.RequiredText("Value"))));
    }

    private JsonElement[] Elements(string name) => Member(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray()],
        _ => throw Wrong(name, "a list"),
    };

    private JsonElement? Member(string name) =>
        element.ValueKind != JsonValueKind.Object ? throw CloudWatchException.Validation("The request must be a structure.")
        : element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value
        : null;

    private CloudWatchException Wrong(string name, string expected) => CloudWatchException.Validation($"{place}{name} must be {expected}.");
}
