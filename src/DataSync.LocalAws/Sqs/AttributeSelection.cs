namespace DataSync.LocalAws.Sqs;

/// <summary>Which attributes one ReceiveMessage asked for, and the messages written accordingly.</summary>
internal sealed class AttributeSelection
{
    private const string All = "All";

    private readonly HashSet<string> _system;
    private readonly List<string> _names;
    private readonly bool _allNames;

    public AttributeSelection(ReceiveMessageRequest request)
    {
        // AttributeNames is the deprecated name of the same list.
        _system = [.. request.MessageSystemAttributeNames ?? [], .. request.AttributeNames ?? []];
        foreach (var name in _system)
        {
            if (name != All && !SystemAttributes.Names.Contains(name) && !QueueAttributeNames.All.Contains(name))
            {
                throw SqsException.InvalidAttributeName(name);
            }
        }

        _names = request.MessageAttributeNames ?? [];
        _allNames = _names.Exists(name => name is All or ".*");
    }

    public ReceivedMessageShape Render(Delivery delivery, string senderId)
    {
        var message = delivery.Message;
        var attributes = Select(message.Attributes);

        // The digest covers what is returned, which is what the SDK checks it against.
        var md5 = attributes is null || attributes.Count == message.Attributes!.Count ? (attributes is null ? null : message.AttributesMd5) : MessageDigest.OfAttributes(attributes);
        return new ReceivedMessageShape(
            message.Id, delivery.ReceiptHandle, message.Body, message.BodyMd5, SelectSystem(delivery, senderId), attributes, md5);
    }

    private Dictionary<string, string>? SelectSystem(Delivery delivery, string senderId)
    {
        if (_system.Count == 0)
        {
            return null;
        }

        var all = _system.Contains(All);
        var selected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in SystemAttributes.Of(delivery, senderId))
        {
            if (all || _system.Contains(name))
            {
                selected[name] = value;
            }
        }

        return selected.Count == 0 ? null : selected;
    }

    private Dictionary<string, MessageAttributeValue>? Select(IReadOnlyDictionary<string, MessageAttributeValue>? attributes)
    {
        if (attributes is null || _names.Count == 0)
        {
            return null;
        }

        var selected = attributes.Where(pair => _allNames || _names.Exists(name => Matches(name, pair.Key))).ToDictionary(StringComparer.Ordinal);
        return selected.Count == 0 ? null : selected;
    }

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith(".*", StringComparison.Ordinal)
            ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 2), StringComparison.Ordinal)
            : pattern == name;
}
