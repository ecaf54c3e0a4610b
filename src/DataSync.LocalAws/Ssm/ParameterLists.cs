using System.Text.Json.Nodes;

namespace DataSync.LocalAws.Ssm;

/// <summary>GetParametersByPath and DescribeParameters, with filters by name, type and path.</summary>
internal sealed class ParameterLists(RegionParameters parameters, ParameterJson json)
{
    private const int MaxByPath = 10;
    private const int MaxDescribed = 50;

    public JsonObject ByPath(SsmInput input)
    {
        var path = input.RequiredText("Path");
        if (!path.StartsWith('/'))
        {
            throw SsmException.Validation("The parameter doesn't meet the parameter name requirements: the path must begin with a forward slash.");
        }

        var isRecursive = input.Flag("Recursive");
        var filters = Filters(input.Structures("ParameterFilters"));
        var found = parameters.All().Where(version => IsUnder(version.Name, path, isRecursive) && filters.All(filter => filter(version))).ToList();
        var isDecrypted = input.Flag("WithDecryption");
        return ParameterPage.Of(input, found, MaxByPath, MaxByPath, version => json.Value(version, isDecrypted));
    }

    public JsonObject Describe(SsmInput input)
    {
        var filters = Filters(input.Structures("ParameterFilters")).Concat(OldFilters(input.Structures("Filters"))).ToList();
        var found = parameters.All().Where(version => filters.TrueForAll(filter => filter(version))).ToList();
        return ParameterPage.Of(input, found, MaxDescribed, MaxDescribed, json.Metadata);
    }

    private static bool IsUnder(string name, string path, bool isRecursive)
    {
        var prefix = path.EndsWith('/') ? path : path + "/";
        return name.StartsWith(prefix, StringComparison.Ordinal) && (isRecursive || name.IndexOf('/', prefix.Length) < 0);
    }

    private static List<Func<ParameterVersion, bool>> Filters(IReadOnlyList<SsmInput> filters) => [.. filters.Select(filter =>
    {
        var key = filter.RequiredText("Key");
        var values = filter.Texts("Values");
        return (key, filter.Text("Option") ?? (key == "Path" ? "OneLevel" : "Equals")) switch
        {
            ("Name", "Equals") => (Func<ParameterVersion, bool>)(version => values.Contains(version.Name)),
            ("Name", "BeginsWith") => version => values.Any(value => version.Name.StartsWith(value, StringComparison.Ordinal)),
            ("Name", "Contains") => version => values.Any(value => version.Name.Contains(value, StringComparison.Ordinal)),
            ("Type", "Equals") => version => values.Contains(version.Type),
            ("Path", "OneLevel") => version => values.Any(value => IsUnder(version.Name, value, isRecursive: false)),
            ("Path", "Recursive") => version => values.Any(value => IsUnder(version.Name, value, isRecursive: true)),
            ("Name" or "Type" or "Path", var option) => throw new SsmException("InvalidFilterOption", $"The filter option {option} of {key} isn't valid."),
            _ => throw new SsmException("InvalidFilterKey", $"The filter key {key} is not supported here; Name, Type and Path are."),
        };
    })];

    private static IEnumerable<Func<ParameterVersion, bool>> OldFilters(IReadOnlyList<SsmInput> filters) => filters.Select(filter =>
    {
        var values = filter.Texts("Values");
        return filter.RequiredText("Key") switch
        {
            "Name" => (Func<ParameterVersion, bool>)(version => values.Any(value => version.Name.StartsWith(value, StringComparison.Ordinal))),
            "Type" => version => values.Contains(version.Type),
            var key => throw new SsmException("InvalidFilterKey", $"The filter key {key} is not supported here; Name and Type are."),
        };
    });
}
