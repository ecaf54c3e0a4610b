using System.Globalization;
using System.Text;

namespace DataSync.Core.Tests.Generators;

/// <summary>An attribute value with its content told apart from its notation, so that one content can be written in many ways.</summary>
public sealed record AttributeNode(string Type, IReadOnlyList<string> Scalars, IReadOnlyList<KeyValuePair<string, AttributeNode>> Children)
{
    /// <summary>Writes the attributes in DynamoDB JSON; every choice that does not change the content is taken at random.</summary>
    public static string Render(IReadOnlyList<KeyValuePair<string, AttributeNode>> attributes, Random random)
    {
        var order = attributes.ToArray();
        random.Shuffle(order);
        var members = order.Select(a => $"{Space(random)}{Quote(a.Key, random)}{Space(random)}:{a.Value.Render(random)}");
        return $"{{{string.Join(',', members)}{Space(random)}}}";
    }

    /// <summary>A JSON string, each character escaped or not at random where both are allowed.</summary>
    public static string Quote(string text, Random random)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            var mustEscape = c < ' ' || c is '"' or '\\' || char.IsSurrogate(c);
            var escapesAll = char.IsSurrogate(c) || random.Next(4) == 0;
            json.Append((mustEscape || escapesAll, c) switch
            {
                (true, '"' or '\\' or '/') when random.Next(2) == 0 => $"\\{c}",
                (true, '\n') when random.Next(2) == 0 => "\\n",
                (true, '\t') when random.Next(2) == 0 => "\\t",
                (true, _) => "\\u" + ((int)c).ToString(random.Next(2) == 0 ? "x4" : "X4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return json.Append('"').ToString();
    }

    private static string Space(Random random) => random.Next(6) == 0 ? " \n\t"[..random.Next(4)] : "";

    private string Render(Random random) => $"{{{Space(random)}\"{Type}\":{Space(random)}{Inner(random)}}}";

    private string Inner(Random random)
    {
        switch (Type)
        {
            case "M":
                return Render(Children, random);
            case "L":
                return $"[{string.Join(',', Children.Select(c => c.Value.Render(random)))}]";
            case "BOOL" or "NULL":
                return Scalars[0];
            case "SS" or "NS" or "BS":
                var members = Scalars.ToArray();
                random.Shuffle(members);
                return $"[{string.Join(',', members.Select(m => Scalar(m, Type[0], random)))}]";
            default:
                return Scalar(Scalars[0], Type[0], random);
        }
    }

    private static string Scalar(string text, char type, Random random) =>
        type == 'N' ? Quote(NumberNotation.Of(text, random), random) : Quote(text, random);
}
