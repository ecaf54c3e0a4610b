namespace DataSync.Local.Templates;

/// <summary>What is known about resource types: which run here, which have no meaning here, and how they are named.</summary>
internal static class ResourceTypes
{
    public const string Table = "AWS::DynamoDB::Table";
    public const string SimpleTable = "AWS::Serverless::SimpleTable";
    public const string Queue = "AWS::SQS::Queue";
    public const string Bucket = "AWS::S3::Bucket";
    public const string Rule = "AWS::Events::Rule";
    public const string Function = "AWS::Lambda::Function";
    public const string SamFunction = "AWS::Serverless::Function";
    public const string Parameter = "AWS::SSM::Parameter";
    public const string Mapping = "AWS::Lambda::EventSourceMapping";

    private static readonly string[] NoLocalMeaning =
    [
        "AWS::IAM::", "AWS::CloudWatch::", "AWS::Logs::", "AWS::KMS::", "AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy", "AWS::S3::BucketPolicy", "AWS::Lambda::Permission",
        "AWS::ApplicationAutoScaling::", "AWS::ResourceGroups::",
    ];

    private static readonly Dictionary<string, string> NameProperties = new(StringComparer.Ordinal)
    {
        [Table] = "TableName",
        [SimpleTable] = "TableName",
        [Queue] = "QueueName",
        [Bucket] = "BucketName",
        [Rule] = "Name",
        [Function] = "FunctionName",
        [SamFunction] = "FunctionName",
        [Parameter] = "Name",
        ["AWS::Logs::LogGroup"] = "LogGroupName",
        ["AWS::IAM::Role"] = "RoleName",
        ["AWS::CloudWatch::Alarm"] = "AlarmName",
        ["AWS::CloudWatch::CompositeAlarm"] = "AlarmName",
        ["AWS::CloudWatch::Dashboard"] = "DashboardName",
        ["AWS::SNS::Topic"] = "TopicName",
    };

    public static bool RunsHere(string type) => type is Table or SimpleTable or Queue or Bucket or Rule or Function or SamFunction or Parameter or Mapping;

    public static bool HasNoLocalMeaning(string type) => NoLocalMeaning.Any(prefix => type.StartsWith(prefix, StringComparison.Ordinal));

    public static string? NameProperty(string type) => NameProperties.GetValueOrDefault(type);
}
