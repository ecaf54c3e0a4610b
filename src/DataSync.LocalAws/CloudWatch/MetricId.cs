namespace DataSync.LocalAws.CloudWatch;

/// <summary>What tells a metric from all others: CloudWatch adds nothing up over dimensions, so each set of them is a metric of its own.</summary>
/// <param name="Region">The region it is kept in.</param>
/// <param name="Namespace">Such as <c>AWS/SQS</c>.</param>
/// <param name="Name">Such as <c>ApproximateAgeOfOldestMessage</c>.</param>
/// <param name="Dimensions">All of its dimensions; a query must name exactly these.</param>
public sealed record MetricId(string Region, string Namespace, string Name, DimensionSet Dimensions);
