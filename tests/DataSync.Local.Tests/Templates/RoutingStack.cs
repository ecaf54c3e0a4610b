using System.Text.Json.Nodes;
using DataSync.Local.Templates;

namespace DataSync.Local.Tests.Templates;

/// <summary>
/// infrastructure/routing.yaml, evaluated as CloudFormation would, and asked as a resolver asks Route 53: which targets are the
/// answer while some endpoints are healthy and others are not.
/// </summary>
internal sealed class RoutingStack
{
    public const string Domain = "api.example.com";

    private readonly JsonObject _root = TemplateReader.Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "infrastructure", "routing.yaml")), "routing.yaml");
    private readonly Evaluator _evaluator;

    public RoutingStack(params (string Name, string Value)[] parameters)
    {
        var given = new Dictionary<string, string>
        {
            ["DomainName"] = Domain,
            ["HostedZoneId"] = "Z0123456789",
            ["PrimaryTarget"] = "use1.target.example",
            ["PrimaryTargetZoneId"] = "ZUSE1",
            ["PrimaryHealthHost"] = "use1.health.example",
            ["SecondaryTarget"] = "euw1.target.example",
            ["SecondaryTargetZoneId"] = "ZEUW1",
            ["SecondaryHealthHost"] = "euw1.health.example",
        };
        foreach (var (name, value) in parameters)
        {
            given[name] = value;
        }

        var resolved = TemplateParameters.Resolve(_root["Parameters"] as JsonObject, given);
        _evaluator = new Evaluator(_root, new EvaluationSettings("us-east-1", "000000000000", "routing", given), resolved, []);
        _evaluator.EvaluateConditions();
        TemplateRules.Check(_root["Rules"] as JsonObject, _evaluator);
    }

    public static (string, string)[] Third { get; } =
        [("ThirdRegion", "ap-southeast-1"), ("ThirdTarget", "apse1.target.example"), ("ThirdTargetZoneId", "ZAPSE1"), ("ThirdHealthHost", "apse1.health.example")];

    public static (string, string)[] Edge { get; } =
        [("EdgeDomainName", "www.example.com"), ("CertificateArn", "arn:aws:acm:us-east-1:000000000000:certificate/abc")];

    public bool Has(string id) => _evaluator.Resources.Exists(id);

    public JsonObject Properties(string id) => (JsonObject)_evaluator.Evaluate(_root["Resources"]![id]!["Properties"], id)!;

    public IReadOnlyList<JsonObject> Records => [.. Ids("AWS::Route53::RecordSetGroup").SelectMany(id => (JsonArray)Properties(id)["RecordSets"]!).Cast<JsonObject>()];

    public IEnumerable<string> Ids(string type) =>
        ((JsonObject)_root["Resources"]!).Where(r => r.Value!["Type"]!.GetValue<string>() == type && Has(r.Key)).Select(r => r.Key);

    /// <summary>Everything that may be answered for the domain, with the hosts of <paramref name="down"/> failing their checks.</summary>
    public IReadOnlyList<string> Targets(string type, params string[] down) => [.. Resolve(Domain, type, down.ToHashSet(), Check).Order(StringComparer.Ordinal)];

    /// <summary>A health check's status: an endpoint's own, or what a calculated one makes of its children.</summary>
    public bool Check(string physicalId, IReadOnlySet<string> down)
    {
        var id = Ids("AWS::Route53::HealthCheck").Single(r => _evaluator.Resources.Name(r) == physicalId);
        var check = (JsonObject)Properties(id)["HealthCheckConfig"]!;
        var healthy = Text(check, "Type") == "CALCULATED"
            ? check["ChildHealthChecks"]!.AsArray().Count(child => Check(child!.GetValue<string>(), down)) >= int.Parse(Text(check, "HealthThreshold")!)
            : !down.Contains(Text(check, "FullyQualifiedDomainName")!.Split('.')[0]);
        return healthy != (Text(check, "Inverted") == "true");
    }

    // Route 53's rules (how it chooses records when health checking is configured): what is unhealthy is left out, and when
    // all of it is, all of it is taken for healthy; a failover pair answers with its primary, else with its secondary; a
    // weight of 0 takes part only when nothing healthy has more.
    private IEnumerable<string> Resolve(string name, string type, IReadOnlySet<string> down, Func<string, IReadOnlySet<string>, bool> check)
    {
        var records = Records.Where(r => Text(r, "Name") == name && Text(r, "Type") == type).ToList();
        bool IsHealthy(JsonObject r) => (Text(r, "HealthCheckId") is not { } id || check(id, down)) && (!IsOwn(r) || AnyHealthy(Text((JsonObject)r["AliasTarget"]!, "DNSName")!, type, down, check));
        var healthy = records.Where(IsHealthy).ToList();
        var left = healthy.Count > 0 ? healthy : records;
        if (left.Any(r => r.ContainsKey("Failover")))
        {
            left = [left.FirstOrDefault(r => Text(r, "Failover") == (healthy.Count > 0 ? "PRIMARY" : "")) ?? records.First(r => Text(r, "Failover") == (healthy.Count > 0 ? "SECONDARY" : "PRIMARY"))];
        }
        else if (left.Any(r => Text(r, "Weight") is { } weight && weight != "0"))
        {
            left = [.. left.Where(r => Text(r, "Weight") != "0")];
        }

        return left.SelectMany(r => IsOwn(r) ? Resolve(Text((JsonObject)r["AliasTarget"]!, "DNSName")!, type, down, check) : [Target(r)]);
    }

    private bool AnyHealthy(string name, string type, IReadOnlySet<string> down, Func<string, IReadOnlySet<string>, bool> check) =>
        Records.Where(r => Text(r, "Name") == name && Text(r, "Type") == type)
            .Any(r => (Text(r, "HealthCheckId") is not { } id || check(id, down)) && (!IsOwn(r) || AnyHealthy(Text((JsonObject)r["AliasTarget"]!, "DNSName")!, type, down, check)));

    // An alias of a record of this zone; the others lead out of it.
    private static bool IsOwn(JsonObject record) => record["AliasTarget"] is JsonObject alias && Text(alias, "EvaluateTargetHealth") == "true";

    private static string Target(JsonObject record) =>
        (record["AliasTarget"] is JsonObject alias ? Text(alias, "DNSName")! : record["ResourceRecords"]![0]!.GetValue<string>()).Split('.')[0];

    public static string? Text(JsonObject from, string name) => from[name] is { } value ? value.ToString() : null;
}
