using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>CloudFormation's functions that take lists apart and put them together.</summary>
internal static class ListFunctions
{
    private const int MaxCidrBlocks = 256;

    public static JsonValue Join(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = Arguments(argument, 2, 2, place);
        var separator = JsonText.Of(parts[0]) ?? throw new TemplateException(place, "needs a separator");
        return JsonValue.Create(string.Join(separator, Texts(evaluator, parts[1], place + "/1")));
    }

    public static JsonNode? Select(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = Arguments(argument, 2, 2, place);
        var indexText = evaluator.EvaluateText(parts[0], place + "/0");
        var items = evaluator.Evaluate(parts[1], place + "/1") as JsonArray ?? throw new TemplateException(place, "the second argument is not a list");
        return int.TryParse(indexText, out var index) && index >= 0 && index < items.Count
            ? items[index]?.DeepClone()
            : throw new TemplateException(place, $"index {indexText} is outside a list of {items.Count}");
    }

    public static JsonArray Split(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = Arguments(argument, 2, 2, place);
        var separator = JsonText.Of(parts[0]) is { Length: > 0 } text ? text : throw new TemplateException(place, "needs a separator");
        return new JsonArray([.. evaluator.EvaluateText(parts[1], place + "/1").Split(separator).Select(part => (JsonNode)JsonValue.Create(part))]);
    }

    public static JsonValue Length(Evaluator evaluator, JsonNode? argument, string place) =>
        JsonValue.Create((evaluator.Evaluate(argument, place) as JsonArray ?? throw new TemplateException(place, "is not a list")).Count);

    public static JsonArray Zones(Evaluator evaluator, JsonNode? argument, string place)
    {
        var region = argument is null ? "" : evaluator.EvaluateText(argument, place);
        region = region.Length == 0 ? evaluator.Settings.Region : region;
        return [region + "a", region + "b", region + "c"];
    }

    /// <summary>The first blocks of <c>cidrBits</c> host bits in a network.</summary>
    public static JsonArray Cidr(Evaluator evaluator, JsonNode? argument, string place)
    {
        var parts = Arguments(argument, 3, 3, place);
        var text = evaluator.EvaluateText(parts[0], place + "/0");
        if (!IPNetwork.TryParse(text, out var network))
        {
            throw new TemplateException(place, $"{text} is not a network, such as 10.0.0.0/16");
        }

        var width = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var count = Number(evaluator, parts[1], place + "/1", MaxCidrBlocks);
        var bits = Number(evaluator, parts[2], place + "/2", width);
        var free = width - network.PrefixLength - bits;
        if (free < 0 || (free < 9 && count > 1 << free))
        {
            throw new TemplateException(place, $"{text} has no room for {count} blocks of {bits} bits");
        }

        var bytes = network.BaseAddress.GetAddressBytes();
        var start = bytes.Aggregate(UInt128.Zero, (sum, part) => (sum << 8) | part);
        return new JsonArray([.. Enumerable.Range(0, count).Select(i => (JsonNode)JsonValue.Create(Block(start + ((UInt128)i << bits), bytes.Length, width - bits)))]);
    }

    /// <summary>The texts of a list; anything else in it is an error.</summary>
    public static IEnumerable<string> Texts(Evaluator evaluator, JsonNode? node, string place)
    {
        var items = evaluator.Evaluate(node, place) as JsonArray ?? throw new TemplateException(place, "is not a list");
        return items.Select(item => JsonText.Of(item) ?? throw new TemplateException(place, $"holds {JsonText.Kind(item)} where text is needed"));
    }

    /// <summary>A function's arguments, of which there must be so many.</summary>
    public static JsonArray Arguments(JsonNode? argument, int min, int max, string place) => argument is JsonArray list && list.Count >= min && list.Count <= max
        ? list
        : throw new TemplateException(place, min == max ? $"needs a list of {min}" : $"needs a list of {min} to {max}");

    private static int Number(Evaluator evaluator, JsonNode? node, string place, int max)
    {
        var text = evaluator.EvaluateText(node, place);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max
            ? number
            : throw new TemplateException(place, $"{text} is not a whole number from 1 to {max}");
    }

    private static string Block(UInt128 start, int byteCount, int prefix)
    {
        var bytes = new byte[byteCount];
        for (var i = byteCount - 1; i >= 0; i--, start >>= 8)
        {
            bytes[i] = (byte)(start & 0xff);
        }

        return $"{new IPAddress(bytes)}/{prefix}";
    }
}
