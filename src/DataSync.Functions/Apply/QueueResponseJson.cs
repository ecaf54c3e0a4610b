using System.Text.Json.Serialization;
using Amazon.Lambda.SQSEvents;

namespace DataSync.Functions.Apply;

/// <summary>JSON of the responses of the functions that queues trigger.</summary>
[JsonSerializable(typeof(SQSBatchResponse))]
public sealed partial class QueueResponseJson : JsonSerializerContext;
