using System.Text.Json.Serialization;
using Amazon.Lambda.DynamoDBEvents;

namespace DataSync.Functions.CaptureItems;

/// <summary>JSON of this function's response. A context of its own: together with SQSBatchResponse it would fail at run time.</summary>
[JsonSerializable(typeof(StreamsEventResponse))]
public sealed partial class CaptureItemsJson : JsonSerializerContext;
