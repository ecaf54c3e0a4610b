using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>Turns evaluated resources into the typed model of one region.</summary>
internal sealed class StackBuilder
{
    private readonly JsonObject _root;
    private readonly Evaluator _evaluator;
    private readonly List<string> _warnings;
    private readonly Dictionary<string, HashSet<string>> _dependencies = new(StringComparer.Ordinal);
    private readonly List<string> _noLocalMeaning = [];
    private readonly List<LocalTable> _tables = [];
    private readonly List<LocalQueue> _queues = [];
    private readonly List<LocalBucket> _buckets = [];
    private readonly List<LocalParameter> _parameters = [];
    private readonly List<string> _lifecycles = [];
    private readonly List<(PropertyReader Reader, string LogicalId, string Name)> _rules = [];
    private readonly List<LocalFunction> _functions = [];
    private readonly List<string> _policies = [];
    private readonly List<(PropertyReader Reader, string LogicalId, string FunctionName, string Type)> _sources = [];

    public StackBuilder(JsonObject root, Evaluator evaluator, List<string> warnings)
    {
        _root = root;
        _evaluator = evaluator;
        _warnings = warnings;
    }

    public LocalStack Build()
    {
        var resources = (JsonObject)_root["Resources"]!;
        foreach (var (id, node) in resources)
        {
            Intrinsics.RefuseLoop(id, "Resources");
            var resource = node as JsonObject ?? throw new TemplateException("Resources/" + id, "is not an object");
            if (_evaluator.Resources.Exists(id))
            {
                _dependencies[id] = _evaluator.Resources.RecordReferences(() => Add(id, resource));
                AddDependsOn(id, resource, resources);
            }
        }

        var order = CreationOrder.Of(_dependencies);
        var position = order.Select((id, i) => (id, i)).ToDictionary(pair => pair.id, pair => pair.i, StringComparer.Ordinal);
        // Mappings come last: what they check (visibility against timeout) needs queues and functions.
        var mappings = new MappingReader(_evaluator.Settings, _queues, _functions, _buckets, _warnings);
        var settings = _sources.Select(source => mappings.Read(source.Reader, source.LogicalId, source.FunctionName, source.Type)).OfType<MappingSettings>().ToList();
        var rules = _rules.Select(rule => RuleReader.Read(rule.LogicalId, rule.Name, rule.Reader, _queues, _warnings)).OfType<LocalRule>().ToList();
        var outputs = Outputs();
        return new LocalStack(
            _evaluator.Settings.Region,
            _evaluator.Settings.AccountId,
            _evaluator.Settings.StackName,
            _evaluator.Parameters.Texts,
            [.. _tables.OrderBy(table => position[table.LogicalId])],
            [.. _queues.OrderBy(queue => position[queue.LogicalId])],
            [.. _buckets.OrderBy(bucket => position[bucket.LogicalId])],
            [.. _functions.OrderBy(function => position[function.LogicalId])],
            settings,
            outputs,
            order,
            NoLocalMeaning(),
            [.. _warnings.Distinct(StringComparer.Ordinal)])
        {
            Rules = rules,
            StoredParameters = _parameters,
            Secrets = _evaluator.Parameters.Secrets,
        };
    }

    private List<string> NoLocalMeaning()
    {
        List<string> all = [.. _noLocalMeaning];
        if (_lifecycles.Count > 0)
        {
            all.Add($"Lifecycle of {string.Join(", of ", _lifecycles)}: objects stay until they are deleted");
        }

        if (_policies.Count > 0)
        {
            all.Add("Policies of " + string.Join(", of ", _policies));
        }

        return all;
    }

    private void Add(string id, JsonObject resource)
    {
        var place = "Resources/" + id;
        var type = JsonText.Of(resource["Type"]) ?? throw new TemplateException(place, "has no Type");
        new PropertyReader(resource, place, _warnings)
            .Ignore("Type", "Properties", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata", "CreationPolicy", "UpdatePolicy")
            .WarnUnread();
        if (ResourceTypes.HasNoLocalMeaning(type))
        {
            _noLocalMeaning.Add($"{id} ({type})");
            return;
        }

        if (!ResourceTypes.RunsHere(type))
        {
            _warnings.Add($"{place}: {type} is not supported here; it is not created");
            return;
        }

        var merged = SamGlobals.Apply(_root["Globals"] as JsonObject, type, resource["Properties"] as JsonObject);
        if (type == ResourceTypes.SamFunction)
        {
            // Named, not evaluated: that would only demand attributes that nobody models.
            if (SamPolicies.Describe(merged["Policies"]) is { } policies)
            {
                _policies.Add($"{id} ({policies})");
            }

            merged.Remove("Policies");
        }

        var evaluated = _evaluator.Evaluate(merged, place + "/Properties");
        var properties = ReferenceEquals(evaluated, Evaluator.NoValue) ? [] : evaluated as JsonObject ?? throw new TemplateException(place + "/Properties", "must be an object");
        AddTyped(id, type, new PropertyReader(properties, place + "/Properties", _warnings));
    }

    private void AddTyped(string id, string type, PropertyReader properties)
    {
        var name = _evaluator.Resources.Name(id);
        switch (type)
        {
            case ResourceTypes.Table:
                _tables.Add(TableReader.Read(id, name, properties));
                break;
            case ResourceTypes.SimpleTable:
                _tables.Add(ResourceReader.SimpleTable(id, name, properties));
                break;
            case ResourceTypes.Queue:
                _queues.Add(ResourceReader.Queue(id, name, _evaluator.Resources.Ref(id, properties.Place), _evaluator.Resources.GetAtt(id, "Arn", properties.Place), properties));
                break;
            case ResourceTypes.Bucket:
                _buckets.Add(BucketReader.Read(id, name, _evaluator.Resources.GetAtt(id, "Arn", properties.Place), properties, _lifecycles, _warnings));
                break;
            case ResourceTypes.Rule:
                // Read later: its targets are queues of the template.
                _rules.Add((properties, id, name));
                break;
            case ResourceTypes.Parameter:
                _parameters.Add(ParameterReader.Read(id, name, properties));
                break;
            case ResourceTypes.Mapping:
                _sources.Add((properties, id, FunctionNameOf(properties), ""));
                break;
            default:
                var function = ResourceReader.Function(id, name, _evaluator.Resources.GetAtt(id, "Arn", properties.Place), properties);
                _functions.Add(function);
                AddEvents(id, name, properties);
                properties.WarnUnread();
                break;
        }
    }

    private void AddEvents(string functionId, string functionName, PropertyReader properties)
    {
        if (properties.Node("Events") is not JsonObject events)
        {
            return;
        }

        foreach (var (eventId, node) in events)
        {
            var place = $"{properties.Place}/Events/{eventId}";
            var source = new PropertyReader(node as JsonObject ?? throw new TemplateException(place, "is not an object"), place, _warnings);
            var type = source.RequiredText("Type");
            // Read later, by the mapping: what it does not read is not yet known.
            var details = source.Node("Properties") switch
            {
                null => new PropertyReader([], place, _warnings),
                JsonObject value => new PropertyReader(value, place + "/Properties", _warnings),
                var other => throw new TemplateException(place + "/Properties", $"must be an object, but is {JsonText.Kind(other)}"),
            };
            source.WarnUnread();
            _sources.Add((details, functionId + eventId, functionName, type));
        }
    }

    private static string FunctionNameOf(PropertyReader properties)
    {
        var name = properties.RequiredText("FunctionName");
        // The name, or an ARN that ends in it.
        return name.StartsWith("arn:", StringComparison.Ordinal) ? name.Split(':')[6] : name;
    }

    private void AddDependsOn(string id, JsonObject resource, JsonObject resources)
    {
        var targets = resource["DependsOn"] is JsonArray list ? list.Select(JsonText.Of) : [JsonText.Of(resource["DependsOn"])];
        foreach (var target in targets.OfType<string>())
        {
            if (!resources.ContainsKey(target))
            {
                throw new TemplateException($"Resources/{id}/DependsOn", $"there is no resource {target}");
            }

            _dependencies[id].Add(target);
        }
    }

    private List<LocalOutput> Outputs()
    {
        var result = new List<LocalOutput>();
        foreach (var (name, node) in _root["Outputs"] as JsonObject ?? [])
        {
            var place = "Outputs/" + name;
            Intrinsics.RefuseLoop(name, "Outputs");
            var output = node as JsonObject ?? throw new TemplateException(place, "is not an object");
            if (JsonText.Of(output["Condition"]) is { } condition && !_evaluator.Condition(condition, place))
            {
                continue;
            }

            // Nobody imports an export: there are no other stacks.
            new PropertyReader(output, place, _warnings).Ignore("Value", "Description", "Condition", "Export").WarnUnread();
            result.Add(new LocalOutput(name, _evaluator.EvaluateText(output["Value"], place + "/Value"), JsonText.Of(output["Description"])));
        }

        return result;
    }
}
