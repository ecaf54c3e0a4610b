using System.Text.Json;

namespace DataSync.LocalAws.Ssm;

/// <summary>A request's structure, read with errors that name the member.</summary>
internal readonly struct SsmInput(JsonElement element)
{
    public string? Text(string name) => Member(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw Wrong(name, "text"),
    };

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw SsmException.Validation($"{name} is missing.");

    public bool Flag(string name) => Member(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>A whole number within limits, which are also the default's.</summary>
    public int Int(string name, int min, int max, int otherwise) => Member(name) switch
    {
        null => otherwise,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) && value >= min && value <= max => value,
        _ => throw Wrong(name, $"a whole number from {min} to {max}"),
    };

    public IReadOnlyList<string> Texts(string name) =>
        [.. Elements(name).Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw SsmException.Validation($"{name} must hold texts."))];

    public IReadOnlyList<SsmInput> Structures(string name) =>
        [.. Elements(name).Select(value => value.ValueKind == JsonValueKind.Object ? new SsmInput(value) : throw SsmException.Validation($"{name} must hold structures."))];

    private JsonElement[] Elements(string name) => Member(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array => [.. array.EnumerateArray()],
        _ => throw Wrong(name, "a list"),
    };

    private JsonElement? Member(string name) =>
        element.ValueKind != JsonValueKind.Object ? throw SsmException.Validation("The request must be a structure.")
        : element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value
        : null;

    private static SsmException Wrong(string name, string expected) => SsmException.Validation($"{name} must be {expected}.");
}
