using System.Text.Json;
using DataSync.LocalAws.DynamoDb.Expressions;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Operations;

/// <summary>The parameters of all operations on items of one table, and of one action in a transaction.</summary>
internal sealed class ItemRequest
{
    public string? TableName { get; private set; }

    public MapValue? Item { get; private set; }

    public MapValue? Key { get; private set; }

    public MapValue? ExclusiveStartKey { get; private set; }

    public string? ConditionExpression { get; private set; }

    public string? UpdateExpression { get; private set; }

    public string? FilterExpression { get; private set; }

    public string? KeyConditionExpression { get; private set; }

    public string? ProjectionExpression { get; private set; }

    public PlaceholderTable<string>? Names { get; private set; }

    public PlaceholderTable<AttributeValue>? Values { get; private set; }

    public string ReturnValues { get; private set; } = "NONE";

    public string ReturnValuesOnConditionCheckFailure { get; private set; } = "NONE";

    public string ReturnConsumedCapacity { get; private set; } = "NONE";

    public string? Select { get; private set; }

    public string? IndexName { get; private set; }

    public bool ConsistentRead { get; private set; }

    public bool ScanIndexForward { get; private set; } = true;

    public int? Limit { get; private set; }

    public int? Segment { get; private set; }

    public int? TotalSegments { get; private set; }

    /// <summary>Keys of a BatchGetItem table entry.</summary>
    public List<MapValue>? Keys { get; private set; }

    public static ItemRequest Parse(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, JsonShapes.ReaderOptions);
        reader.Read();
        ItemRequest request = Read(ref reader);
        return reader.Read() ? throw DynamoDbError.Serialization() : request;
    }

    /// <summary>The reader stands on the opening brace and ends on the closing one.</summary>
    public static ItemRequest Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw DynamoDbError.Serialization();
        }
        var request = new ItemRequest();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = NamePool.Read(ref reader);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }
            if (!request.ReadDocument(name, ref reader) && !request.ReadText(name, ref reader) && !request.ReadScalar(name, ref reader))
            {
                reader.Skip();
            }
        }
        return request;
    }

    private bool ReadDocument(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "Item":
                Item = ValueReader.ReadItem(ref reader);
                return true;
            case "Key":
                Key = ValueReader.ReadItem(ref reader);
                return true;
            case "ExclusiveStartKey":
                ExclusiveStartKey = ValueReader.ReadItem(ref reader);
                return true;
            case "ExpressionAttributeNames":
                Names = ReadNames(ref reader);
                return true;
            case "ExpressionAttributeValues":
                Values = ReadValues(ref reader);
                return true;
            case "Keys":
                Keys = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Keys.Add(ValueReader.ReadItem(ref reader));
                }
                return true;
            case "Expected" or "AttributeUpdates" or "KeyConditions" or "QueryFilter" or "ScanFilter" or "ConditionalOperator" or "AttributesToGet":
                throw DynamoDbError.Validation($"The legacy parameter {name} is not supported here: use the expression that replaced it");
            default:
                return false;
        }
    }

    private bool ReadText(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "TableName":
                TableName = Text(ref reader);
                return true;
            case "ConditionExpression":
                ConditionExpression = reader.GetString();
                return true;
            case "UpdateExpression":
                UpdateExpression = reader.GetString();
                return true;
            case "FilterExpression":
                FilterExpression = reader.GetString();
                return true;
            case "KeyConditionExpression":
                KeyConditionExpression = reader.GetString();
                return true;
            case "ProjectionExpression":
                ProjectionExpression = reader.GetString();
                return true;
            case "IndexName":
                IndexName = Text(ref reader);
                return true;
            default:
                return false;
        }
    }

    private bool ReadScalar(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "ReturnValues":
                ReturnValues = JsonShapes.OneOf(name, Text(ref reader), "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW");
                return true;
            case "ReturnValuesOnConditionCheckFailure":
                ReturnValuesOnConditionCheckFailure = JsonShapes.OneOf(name, Text(ref reader), "NONE", "ALL_OLD");
                return true;
            case "ReturnConsumedCapacity":
                ReturnConsumedCapacity = JsonShapes.OneOf(name, Text(ref reader), "INDEXES", "TOTAL", "NONE");
                return true;
            case "Select":
                Select = JsonShapes.OneOf(name, Text(ref reader), "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT");
                return true;
            case "ConsistentRead":
                ConsistentRead = reader.GetBoolean();
                return true;
            case "ScanIndexForward":
                ScanIndexForward = reader.GetBoolean();
                return true;
            case "Limit":
                Limit = JsonShapes.AtLeast(name, reader.GetInt32(), 1);
                return true;
            case "Segment":
                Segment = JsonShapes.AtLeast(name, reader.GetInt32(), 0);
                return true;
            case "TotalSegments":
                TotalSegments = JsonShapes.AtLeast(name, reader.GetInt32(), 1);
                return true;
            default:
                return false;
        }
    }

    private static string Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? NamePool.Read(ref reader) : throw DynamoDbError.Serialization();

    private static PlaceholderTable<string> ReadNames(ref Utf8JsonReader reader)
    {
        var names = new PlaceholderTable<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = NamePool.Read(ref reader);
            RequirePlaceholder(key, '#', "ExpressionAttributeNames");
            reader.Read();
            names.Add(key, Text(ref reader));
        }
        return names.Count > 0 ? names : throw DynamoDbError.Validation("ExpressionAttributeNames must not be empty");
    }

    private static PlaceholderTable<AttributeValue> ReadValues(ref Utf8JsonReader reader)
    {
        var values = new PlaceholderTable<AttributeValue>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = NamePool.Read(ref reader);
            RequirePlaceholder(key, ':', "ExpressionAttributeValues");
            reader.Read();
            try
            {
                values.Add(key, ValueReader.ReadValue(ref reader));
            }
            catch (DynamoDbError error) when (error.Type.EndsWith("ValidationException", StringComparison.Ordinal))
            {
                throw DynamoDbError.Validation($"ExpressionAttributeValues contains invalid value: {error.Message} for key {key}");
            }
        }
        return values.Count > 0 ? values : throw DynamoDbError.Validation("ExpressionAttributeValues must not be empty");
    }

    private static void RequirePlaceholder(string key, char mark, string parameter)
    {
        if (key.Length < 2 || key[0] != mark || !key.AsSpan(1).ContainsOnlyWordCharacters())
        {
            throw DynamoDbError.Validation($"{parameter} contains invalid key: Syntax error; key: \"{key}\"");
        }
    }
}
