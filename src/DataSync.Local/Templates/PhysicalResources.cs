using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>The template's resources by logical id: which exist, what Ref and GetAtt give for them, and who refers to whom.</summary>
internal sealed class PhysicalResources
{
    /// <summary>Stands for the label of a stream in an ARN until the table is created.</summary>
    public const string StreamLabel = "(created-with-the-table)";

    private readonly JsonObject _resources;
    private readonly Evaluator _evaluator;
    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal);
    private readonly Stack<HashSet<string>> _recording = new();

    public PhysicalResources(JsonObject resources, Evaluator evaluator)
    {
        _resources = resources;
        _evaluator = evaluator;
    }

    /// <summary>Runs an evaluation and returns the logical ids it referred to.</summary>
    public HashSet<string> RecordReferences(Action evaluation)
    {
        var references = new HashSet<string>(StringComparer.Ordinal);
        _recording.Push(references);
        evaluation();
        _recording.Pop();
        return references;
    }

    public bool Exists(string id) => _resources[id] is JsonObject resource
        && (JsonText.Of(resource["Condition"]) is not { } condition || _evaluator.Condition(condition, "Resources/" + id + "/Condition"));

    public string Ref(string id, string place)
    {
        if (ImplicitOwner(id) is { } owner)
        {
            Note(owner);
            return id.EndsWith("Role", StringComparison.Ordinal) ? Generated(id) : MappingId(_evaluator.Settings.Region, id);
        }

        if (IsImplicitApi(id))
        {
            return Unknown(id, "Ref", "made by SAM for Api events", place);
        }

        var type = TypeOf(id, place);
        return type switch
        {
            ResourceTypes.Queue => QueueUrl(Name(id)),
            ResourceTypes.Mapping => MappingId(_evaluator.Settings.Region, id),
            "AWS::SNS::Topic" => Arn("sns", Name(id)),
            _ => Name(id),
        };
    }

    public string GetAtt(string id, string attribute, string place)
    {
        if (ImplicitOwner(id) is { } owner)
        {
            Note(owner);
            return attribute == "Arn"
                ? $"arn:{RegionNames.Partition(_evaluator.Settings.Region)}:iam::{_evaluator.Settings.AccountId}:role/{Generated(id)}"
                : throw NoAttribute(id, attribute, "Arn", place);
        }

        if (IsImplicitApi(id))
        {
            return Unknown(id, attribute, "made by SAM for Api events", place);
        }

        var type = TypeOf(id, place);
        var name = Name(id);
        return (type, attribute) switch
        {
            (ResourceTypes.Queue, "Arn") => Arn("sqs", name),
            (ResourceTypes.Queue, "QueueName") => name,
            (ResourceTypes.Queue, "QueueUrl") => QueueUrl(name),
            (ResourceTypes.Queue, _) => throw NoAttribute(id, attribute, "Arn, QueueName, QueueUrl", place),
            (ResourceTypes.Table or ResourceTypes.SimpleTable, "Arn") => Arn("dynamodb", "table/" + name),
            (ResourceTypes.Table, "StreamArn") => HasStream(id)
                ? Arn("dynamodb", $"table/{name}/stream/{StreamLabel}")
                : throw new TemplateException(place, $"table {id} has no StreamSpecification, so it has no StreamArn"),
            (ResourceTypes.Table or ResourceTypes.SimpleTable, _) => throw NoAttribute(id, attribute, "Arn, StreamArn", place),
            (ResourceTypes.Function or ResourceTypes.SamFunction, "Arn") => Arn("lambda", "function:" + name),
            (ResourceTypes.Function or ResourceTypes.SamFunction, _) => throw NoAttribute(id, attribute, "Arn", place),
            (ResourceTypes.Bucket, "Arn") => $"arn:{RegionNames.Partition(_evaluator.Settings.Region)}:s3:::{name}",
            (ResourceTypes.Bucket, "DomainName") => name + ".s3." + RegionNames.UrlSuffix(_evaluator.Settings.Region),
            (ResourceTypes.Bucket, "RegionalDomainName") => $"{name}.s3.{_evaluator.Settings.Region}.{RegionNames.UrlSuffix(_evaluator.Settings.Region)}",
            (ResourceTypes.Bucket, _) => throw NoAttribute(id, attribute, "Arn, DomainName, RegionalDomainName", place),
            (ResourceTypes.Rule, "Arn") => Arn("events", "rule/" + name),
            (ResourceTypes.Rule, _) => throw NoAttribute(id, attribute, "Arn", place),
            (ResourceTypes.Parameter, "Type" or "Value") => PropertyText(id, attribute),
            (ResourceTypes.Parameter, _) => throw NoAttribute(id, attribute, "Type, Value", place),
            (ResourceTypes.Mapping, "Id") => MappingId(_evaluator.Settings.Region, id),
            ("AWS::IAM::Role", "Arn") => $"arn:{RegionNames.Partition(_evaluator.Settings.Region)}:iam::{_evaluator.Settings.AccountId}:role/{name}",
            ("AWS::Logs::LogGroup", "Arn") => Arn("logs", $"log-group:{name}:*"),
            ("AWS::KMS::Key", "Arn") => Arn("kms", "key/" + name),
            ("AWS::CloudWatch::Alarm" or "AWS::CloudWatch::CompositeAlarm", "Arn") => Arn("cloudwatch", "alarm:" + name),
            ("AWS::SNS::Topic", "TopicArn") => Arn("sns", name),
            ("AWS::SNS::Topic", "TopicName") => name,
            (_, "Arn") when type.Split("::") is [_, var service, ..] => Arn(service.ToLowerInvariant(), name),
            _ => Unknown(id, attribute, type, place),
        };
    }

    /// <summary>The resource's own name: its name property, or one made of stack and logical id.</summary>
    public string Name(string id)
    {
        if (_names.TryGetValue(id, out var known))
        {
            return known ?? throw new TemplateException("Resources/" + id, "its name depends on itself");
        }

        var resource = (JsonObject)_resources[id]!;
        var type = JsonText.Of(resource["Type"])!;
        var property = ResourceTypes.NameProperty(type);
        _names[id] = null;
        var node = property is null ? null : (resource["Properties"] as JsonObject)?[property];
        var value = node is null ? Evaluator.NoValue : _evaluator.Evaluate(node, $"Resources/{id}/Properties/{property}");
        var name = ReferenceEquals(value, Evaluator.NoValue) ? DefaultName(id, type, resource) : JsonText.Of(value)
            ?? throw new TemplateException($"Resources/{id}/Properties/{property}", "must be text");
        _names[id] = name;
        return name;
    }

    /// <summary>A mapping's id: a UUID, the same in every run.</summary>
    public static string MappingId(string region, string id) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(region + "/" + id)).AsSpan(0, 16)).ToString();

    private string DefaultName(string id, string type, JsonObject resource)
    {
        // Bucket names are lower case and the same bucket can't be in two regions.
        if (type == ResourceTypes.Bucket)
        {
            return $"{_evaluator.Settings.StackName}-{id}-{_evaluator.Settings.Region}".ToLowerInvariant();
        }

        var isFifo = type == ResourceTypes.Queue && (resource["Properties"] as JsonObject)?["FifoQueue"] is { } fifo
            && JsonText.Of(_evaluator.Evaluate(fifo, $"Resources/{id}/Properties/FifoQueue")) == "true";
        return Generated(id) + (isFifo ? ".fifo" : "");
    }

    private string Generated(string id) => _evaluator.Settings.StackName + "-" + id;

    private string TypeOf(string id, string place)
    {
        if (_resources[id] is not JsonObject resource)
        {
            throw new TemplateException(place, $"there is no parameter or resource {id}");
        }

        if (!Exists(id))
        {
            throw new TemplateException(place, $"refers to {id}, which does not exist: its condition {JsonText.Of(resource["Condition"])} is false");
        }

        Note(id);
        return JsonText.Of(resource["Type"]) ?? throw new TemplateException("Resources/" + id, "has no Type");
    }

    /// <summary>The SAM function that a role or a mapping made by SAM belongs to: FunctionRole, FunctionEvent.</summary>
    private string? ImplicitOwner(string id)
    {
        if (_resources.ContainsKey(id))
        {
            return null;
        }

        return _resources
            .Where(pair => pair.Value is JsonObject resource && JsonText.Of(resource["Type"]) == ResourceTypes.SamFunction && id.StartsWith(pair.Key, StringComparison.Ordinal))
            .Where(pair => id == pair.Key + "Role" || ((pair.Value!["Properties"] as JsonObject)?["Events"] as JsonObject)?.ContainsKey(id[pair.Key.Length..]) == true)
            .Select(pair => pair.Key)
            .FirstOrDefault(Exists);
    }

    /// <summary>The API that SAM makes for events of type Api and HttpApi, which have their own warning.</summary>
    private bool IsImplicitApi(string id) => !_resources.ContainsKey(id)
        && (id.StartsWith("ServerlessRestApi", StringComparison.Ordinal) || id.StartsWith("ServerlessHttpApi", StringComparison.Ordinal));

    private string PropertyText(string id, string property) =>
        _evaluator.EvaluateText((_resources[id]?["Properties"] as JsonObject)?[property], $"Resources/{id}/Properties/{property}");

    private bool HasStream(string id) => _resources[id]?["Properties"] is JsonObject properties && properties["StreamSpecification"] is { } stream
        && !ReferenceEquals(_evaluator.Evaluate(stream, $"Resources/{id}/Properties/StreamSpecification"), Evaluator.NoValue);

    private void Note(string id)
    {
        if (_recording.TryPeek(out var references))
        {
            references.Add(id);
        }
    }

    /// <summary>What only AWS could tell: a text that says so, and a warning, since the resource itself is not there either.</summary>
    private string Unknown(string id, string attribute, string type, string place)
    {
        _evaluator.Warn($"{place}: attribute {attribute} of {id} ({type}) is not known here; a placeholder stands for it");
        return $"({id}.{attribute})";
    }

    private string Arn(string service, string resource) => RegionNames.Arn(_evaluator.Settings.Region, _evaluator.Settings.AccountId, service, resource);

    private string QueueUrl(string name) =>
        $"https://sqs.{_evaluator.Settings.Region}.{RegionNames.UrlSuffix(_evaluator.Settings.Region)}/{_evaluator.Settings.AccountId}/{name}";

    private static TemplateException NoAttribute(string id, string attribute, string known, string place) =>
        new(place, $"{id} has no attribute {attribute}; it has: {known}");
}
