namespace DataSync.LocalAws.CloudWatch;

/// <summary>An error that the caller gets as a response.</summary>
internal sealed class CloudWatchException : Exception
{
    private CloudWatchException(string type, string queryCode, string message)
        : base(message)
    {
        Type = type;
        QueryCode = queryCode;
    }

    /// <summary>The <c>__type</c> of the JSON protocol.</summary>
    public string Type { get; }

    /// <summary>The code of the older query protocol, by which clients know the error.</summary>
    public string QueryCode { get; }

    public static CloudWatchException Validation(string message) => new("ValidationError", "ValidationError", message);

    public static CloudWatchException InvalidValue(string message) => new("InvalidParameterValueException", "InvalidParameterValue", message);

    public static CloudWatchException Missing(string parameter) =>
        new("MissingRequiredParameterException", "MissingParameter", $"The parameter {parameter} is required.");

    public static CloudWatchException InvalidToken() => new("InvalidNextToken", "InvalidNextToken", "The next token specified is invalid.");

    public static CloudWatchException UnknownOperation(string operation) =>
        new("UnknownOperationException", "InvalidAction", $"The operation {operation} is not supported here; GetMetricData, ListMetrics and PutMetricData are.");
}
