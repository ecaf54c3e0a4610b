using System.Text.Json.Nodes;

namespace DataSync.LocalAws.Ssm;

/// <summary>Reads of one parameter or of several by name, their deletion and history.</summary>
internal sealed class ParameterReads(RegionParameters parameters, ParameterJson json)
{
    private const int MaxNames = 10;
    private const int MaxHistory = 50;

    public JsonObject Get(SsmInput input)
    {
        var name = input.RequiredText("Name");
        var found = parameters.Find(name) ?? throw SsmException.NotFound(name);
        return new JsonObject { ["Parameter"] = json.Value(found, input.Flag("WithDecryption"), name) };
    }

    public JsonObject GetMany(SsmInput input)
    {
        var isDecrypted = input.Flag("WithDecryption");
        var found = new JsonArray();
        var invalid = new JsonArray();
        foreach (var name in Names(input))
        {
            if (parameters.Find(name) is { } version)
            {
                found.Add(json.Value(version, isDecrypted, name));
            }
            else
            {
                invalid.Add(name);
            }
        }

        return new JsonObject { ["Parameters"] = found, ["InvalidParameters"] = invalid };
    }

    public JsonObject Delete(SsmInput input)
    {
        var name = input.RequiredText("Name");
        return parameters.Remove(ParameterName.Parse(name).Name) ? [] : throw SsmException.NotFound(name);
    }

    public JsonObject DeleteMany(SsmInput input)
    {
        var deleted = new JsonArray();
        var invalid = new JsonArray();
        foreach (var name in Names(input))
        {
            (parameters.Remove(ParameterName.Parse(name).Name) ? deleted : invalid).Add(name);
        }

        return new JsonObject { ["DeletedParameters"] = deleted, ["InvalidParameters"] = invalid };
    }

    public JsonObject History(SsmInput input)
    {
        var name = input.RequiredText("Name");
        var versions = parameters.History(ParameterName.Parse(name).Name) ?? throw SsmException.NotFound(name);
        var isDecrypted = input.Flag("WithDecryption");
        return ParameterPage.Of(input, versions, MaxHistory, MaxHistory, version => json.Past(version, isDecrypted));
    }

    private static IReadOnlyList<string> Names(SsmInput input)
    {
        var names = input.Texts("Names");
        return names.Count is > 0 and <= MaxNames
            ? [.. names.Distinct(StringComparer.Ordinal)]
            : throw SsmException.Validation($"Names holds {names.Count}; it must be from 1 to {MaxNames}.");
    }
}
