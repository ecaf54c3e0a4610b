namespace DataSync.LocalAws.Sqs;

/// <summary>A message attribute: a type (String, Number, Binary, perhaps with a custom label) and one value.</summary>
internal sealed record MessageAttributeValue(string? DataType, string? StringValue, byte[]? BinaryValue);
