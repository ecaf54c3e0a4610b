using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>Reads evaluated properties by type and remembers which were read, so that the rest can be named in a warning.</summary>
internal sealed class PropertyReader
{
    private readonly JsonObject _properties;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _warnings;
    private readonly List<PropertyReader> _children = [];

    public PropertyReader(JsonObject properties, string place, List<string> warnings)
    {
        _properties = properties;
        Place = place;
        _warnings = warnings;
    }

    public string Place { get; }

    public JsonNode? Node(string name)
    {
        _seen.Add(name);
        return _properties[name];
    }

    public string? Text(string name) => Node(name) is not { } node
        ? null
        : JsonText.Of(node) ?? throw new TemplateException(Place + "/" + name, $"must be text, but is {JsonText.Kind(node)}");

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw new TemplateException(Place, $"{name} is missing");

    public int? Int(string name, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, out var value) && value >= min && value <= max
            ? value
            : throw new TemplateException(Place + "/" + name, $"{text} is not a whole number from {min} to {max}");
    }

    public bool? Bool(string name) => Text(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => throw new TemplateException(Place + "/" + name, $"{text} is neither true nor false"),
    };

    public PropertyReader? Object(string name) => Node(name) switch
    {
        null => null,
        JsonObject value => Child(value, Place + "/" + name),
        var node => throw new TemplateException(Place + "/" + name, $"must be an object, but is {JsonText.Kind(node)}"),
    };

    public IReadOnlyList<PropertyReader> Objects(string name) => Node(name) switch
    {
        null => [],
        JsonArray list => [.. list.Select((node, i) => node is JsonObject value
            ? Child(value, $"{Place}/{name}/{i}")
            : throw new TemplateException($"{Place}/{name}/{i}", "must be an object"))],
        var node => throw new TemplateException(Place + "/" + name, $"must be a list, but is {JsonText.Kind(node)}"),
    };

    public IReadOnlyList<string> Texts(string name) => Node(name) switch
    {
        null => [],
        JsonArray list => [.. list.Select(node => JsonText.Of(node) ?? throw new TemplateException(Place + "/" + name, "must be a list of texts"))],
        var node => throw new TemplateException(Place + "/" + name, $"must be a list, but is {JsonText.Kind(node)}"),
    };

    public IReadOnlyDictionary<string, string> TextMap(string name) => Node(name) switch
    {
        null => new Dictionary<string, string>(StringComparer.Ordinal),
        JsonObject map => map.ToDictionary(
            pair => pair.Key,
            pair => JsonText.Of(pair.Value) ?? throw new TemplateException($"{Place}/{name}/{pair.Key}", $"must be text, but is {JsonText.Kind(pair.Value)}"),
            StringComparer.Ordinal),
        var node => throw new TemplateException(Place + "/" + name, $"must be an object, but is {JsonText.Kind(node)}"),
    };

    /// <summary>These have no meaning on one machine (encryption, roles, tags, tracing) and are passed over by design.</summary>
    public PropertyReader Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _seen.Add(name);
        }

        return this;
    }

    /// <summary>Warns of every property that nobody read, here and in the objects that were read from here; not of what is inside the property <paramref name="except"/>.</summary>
    public void WarnUnread(string? except = null)
    {
        foreach (var (name, _) in _properties)
        {
            if (!_seen.Contains(name))
            {
                _warnings.Add($"{Place}/{name} is not supported here; it has no effect");
            }
        }

        foreach (var child in _children.Where(child => except is null || child.Place != Place + "/" + except))
        {
            child.WarnUnread();
        }
    }

    private PropertyReader Child(JsonObject value, string place)
    {
        var child = new PropertyReader(value, place, _warnings);
        _children.Add(child);
        return child;
    }
}
