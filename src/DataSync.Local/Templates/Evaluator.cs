using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>Evaluates values and conditions of one template for one region. Only what is used is evaluated, so the branch of an If that is not taken may refer to what doesn't exist.</summary>
internal sealed class Evaluator
{
    /// <summary>What AWS::NoValue evaluates to; the property or element that has it disappears. Compared by reference.</summary>
    public static readonly JsonNode NoValue = JsonValue.Create("AWS::NoValue");

    private readonly JsonObject? _mappings;
    private readonly JsonObject? _conditions;
    private readonly Dictionary<string, bool?> _conditionResults = new(StringComparer.Ordinal);
    private readonly bool _hasExtensions;
    private readonly List<string> _warnings;
    private int _conditionDepth;

    public Evaluator(JsonObject template, EvaluationSettings settings, TemplateParameters parameters, List<string> warnings)
    {
        _hasExtensions = TransformNames.Of(template).Contains(TransformNames.LanguageExtensions, StringComparer.Ordinal);
        _warnings = warnings;
        _mappings = template["Mappings"] as JsonObject;
        _conditions = template["Conditions"] as JsonObject;
        Settings = settings;
        Parameters = parameters;
        Resources = new PhysicalResources(template[nameof(Resources)] as JsonObject ?? throw new TemplateException(nameof(Resources), "the template has none"), this);
    }

    public EvaluationSettings Settings { get; }

    public TemplateParameters Parameters { get; }

    public PhysicalResources Resources { get; }

    /// <summary>The resources, or an error where CloudFormation knows none yet: in Conditions and Rules.</summary>
    public PhysicalResources ResourcesAt(string place) => _conditionDepth == 0
        ? Resources
        : throw new TemplateException(place, "a condition may refer to parameters only, not to resources (or there is no such parameter)");

    public void Warn(string warning) => _warnings.Add(warning);

    /// <summary>This evaluator, if the template asks for the transform that brings <paramref name="feature"/>.</summary>
    public Evaluator WithExtensions(string feature, string place) => _hasExtensions
        ? this
        : throw new TemplateException(place, $"{feature} needs Transform: {TransformNames.LanguageExtensions}");

    /// <summary>Evaluates every condition, used or not, as CloudFormation does.</summary>
    public void EvaluateConditions()
    {
        foreach (var (name, _) in _conditions ?? [])
        {
            Condition(name, "Conditions/" + name);
        }
    }

    /// <summary>The value with every intrinsic function applied; a fresh node, or <see cref="NoValue"/>.</summary>
    public JsonNode? Evaluate(JsonNode? node, string place)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonArray array:
                var items = new JsonArray();
                for (var i = 0; i < array.Count; i++)
                {
                    var item = Evaluate(array[i], place + "/" + i);
                    if (!ReferenceEquals(item, NoValue))
                    {
                        items.Add(item);
                    }
                }

                return items;
            case JsonObject value when value.ContainsKey(Intrinsics.Transform):
                Warn($"{place}/{Intrinsics.Transform} is not supported here; it adds nothing");
                var rest = (JsonObject)value.DeepClone();
                rest.Remove(Intrinsics.Transform);
                return rest.Count == 0 ? NoValue : Evaluate(rest, place);
            case JsonObject value when Intrinsics.IsCall(value, place):
                var (name, argument) = value.First();
                return Intrinsics.Apply(this, name, argument, place + "/" + name);
            case JsonObject value:
                return EvaluateObject(value, place);
            default:
                if (JsonText.Of(node)!.Contains("{{resolve:", StringComparison.Ordinal))
                {
                    Warn($"{place}: a dynamic reference ({{{{resolve:...}}}}) is not resolved here; it stays as it is written");
                }

                return node.DeepClone();
        }
    }

    /// <summary>The value as text. Numbers and booleans are text too; anything else is an error.</summary>
    public string EvaluateText(JsonNode? node, string place)
    {
        var value = Evaluate(node, place);
        return JsonText.Of(value) ?? throw new TemplateException(place, $"must be text, but is {JsonText.Kind(value)}");
    }

    /// <summary>A condition's name, or a condition function, as true or false.</summary>
    public bool EvaluateCondition(JsonNode? node, string place)
    {
        if (node is JsonObject { Count: 1 } call)
        {
            var (name, argument) = call.First();
            if (name == "Condition")
            {
                return Condition(JsonText.Of(argument) ?? throw new TemplateException(place, "Condition needs a name"), place);
            }

            return InCondition(() => ConditionFunctions.Apply(this, name, argument, place + "/" + name));
        }

        return JsonText.Of(node) switch
        {
            "true" => true,
            "false" => false,
            _ => throw new TemplateException(place, "is not a condition"),
        };
    }

    public bool Condition(string name, string place)
    {
        if (_conditionResults.TryGetValue(name, out var known))
        {
            return known ?? throw new TemplateException("Conditions/" + name, "depends on itself");
        }

        if (_conditions is null || !_conditions.TryGetPropertyValue(name, out var definition))
        {
            throw new TemplateException(place, $"there is no condition {name}");
        }

        _conditionResults[name] = null;
        var result = InCondition(() => EvaluateCondition(definition, "Conditions/" + name));
        _conditionResults[name] = result;
        return result;
    }

    public JsonNode? FindInMap(string map, string top, string second, string place)
    {
        var level = (_mappings?[map] as JsonObject)
            ?? throw new TemplateException(place, $"there is no mapping {map}");
        var inner = (level[top] as JsonObject)
            ?? throw new TemplateException(place, $"mapping {map} has no key {top}");
        return inner.TryGetPropertyValue(second, out var value)
            ? value?.DeepClone()
            : throw new TemplateException(place, $"mapping {map} has no key {second} under {top}");
    }

    /// <summary>True when FindInMap with these arguments finds something.</summary>
    public bool HasInMap(JsonArray arguments, string place)
    {
        var keys = Enumerable.Range(0, 3).Select(i => EvaluateText(arguments[i], $"{place}/{i}")).ToList();
        return ((_mappings?[keys[0]] as JsonObject)?[keys[1]] as JsonObject)?.ContainsKey(keys[2]) == true;
    }

    private bool InCondition(Func<bool> evaluate)
    {
        _conditionDepth++;
        try
        {
            return evaluate();
        }
        finally
        {
            _conditionDepth--;
        }
    }

    private JsonObject EvaluateObject(JsonObject value, string place)
    {
        var result = new JsonObject();
        foreach (var (key, child) in value)
        {
            var evaluated = Evaluate(child, place + "/" + key);
            if (!ReferenceEquals(evaluated, NoValue))
            {
                result[key] = evaluated;
            }
        }

        return result;
    }
}
