using System.Globalization;
using System.Text.Json.Nodes;

namespace DataSync.LocalAws.Ssm;

/// <summary>A page of a list, with a token for the next one.</summary>
internal static class ParameterPage
{
    public static JsonObject Of(SsmInput input, IReadOnlyList<ParameterVersion> all, int most, int otherwise, Func<ParameterVersion, JsonObject> render)
    {
        var count = input.Int("MaxResults", 1, most, otherwise);
        var first = 0;
        if (input.Text("NextToken") is { Length: > 0 } token && !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out first))
        {
            throw new SsmException("InvalidNextToken", "The specified token isn't valid.");
        }

        var page = new JsonArray([.. all.Skip(first).Take(count).Select(render)]);
        var answer = new JsonObject { ["Parameters"] = page };
        if (all.Count > first + count)
        {
            answer["NextToken"] = (first + count).ToString(CultureInfo.InvariantCulture);
        }

        return answer;
    }
}
