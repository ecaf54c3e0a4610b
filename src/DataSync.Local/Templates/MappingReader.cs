using DataSync.Local.Mappings;

namespace DataSync.Local.Templates;

/// <summary>Reads event source mappings, from SAM's Events and from AWS::Lambda::EventSourceMapping, with the limits that AWS checks.</summary>
internal sealed class MappingReader(
    EvaluationSettings settings,
    IReadOnlyList<LocalQueue> queues,
    IReadOnlyList<LocalFunction> functions,
    IReadOnlyList<LocalBucket> buckets,
    List<string> warnings)
{
    private const int MaxFilters = 10;
    private const int DefaultFilters = 5;

    private readonly HashSet<(string Source, string FunctionName)> _seen = [];

    /// <summary>The mapping, or null (with a warning) when its kind can't run here. <paramref name="type"/> is the SAM event type, empty for a plain mapping.</summary>
    public MappingSettings? Read(PropertyReader properties, string logicalId, string functionName, string type)
    {
        var source = type switch
        {
            "DynamoDB" => properties.RequiredText("Stream"),
            "SQS" => properties.RequiredText("Queue"),
            "" => properties.RequiredText("EventSourceArn"),
            _ => "",
        };
        var id = PhysicalResources.MappingId(settings.Region, logicalId);
        MappingSettings? result = source.Split(':') switch
        {
            [_, _, "dynamodb", ..] when source.Contains("/stream/") => Stream(properties, id, logicalId, functionName, source),
            [_, _, "sqs", ..] => Queue(properties, id, logicalId, functionName, source),
            _ when type is "Schedule" or "ScheduleV2" => Schedule(properties, id, logicalId, functionName, type),
            _ when source.Length > 0 => throw new TemplateException(properties.Place, $"{source} is neither a DynamoDB stream nor an SQS queue"),
            _ => null,
        };
        if (result is null)
        {
            warnings.Add($"{properties.Place}: event type {type} is not supported here; it does not invoke {functionName}");
            return null;
        }

        if (!_seen.Add((source, functionName)) && source.Length > 0)
        {
            throw new TemplateException(properties.Place, $"a mapping from {source} to {functionName} exists already");
        }

        if (functions.All(function => function.Name != functionName))
        {
            throw new TemplateException(properties.Place, $"there is no function {functionName}");
        }

        // Metrics of a mapping go to CloudWatch; here its counters are always there.
        properties.Ignore("MetricsConfig", "KmsKeyArn", "Tags").WarnUnread();
        return result;
    }

    private StreamMappingSettings Stream(PropertyReader properties, string id, string logicalId, string functionName, string arn)
    {
        var retries = properties.Int("MaximumRetryAttempts", -1, 10_000);
        var age = properties.Int("MaximumRecordAgeInSeconds", -1, 604_800);
        if (age is > -1 and < 60)
        {
            throw new TemplateException(properties.Place + "/MaximumRecordAgeInSeconds", $"{age} is neither -1 nor from 60 to 604800");
        }

        return new StreamMappingSettings(id, logicalId, functionName, properties.Ignore("FunctionName").Bool("Enabled") ?? true, arn)
        {
            StartAtLatest = properties.RequiredText("StartingPosition") switch
            {
                "TRIM_HORIZON" => false,
                "LATEST" => true,
                var other => throw new TemplateException(properties.Place + "/StartingPosition", $"{other} is none of TRIM_HORIZON, LATEST, the positions of a DynamoDB stream"),
            },
            BatchSize = properties.Int("BatchSize", 1, 10_000) ?? 100,
            BatchWindow = TimeSpan.FromSeconds(properties.Int("MaximumBatchingWindowInSeconds", 0, 300) ?? 0),
            ParallelizationFactor = properties.Int("ParallelizationFactor", 1, 10) ?? 1,
            BisectOnError = properties.Bool("BisectBatchOnFunctionError") ?? false,
            MaximumRetryAttempts = retries is null or -1 ? null : retries,
            MaximumRecordAge = age is null or -1 ? null : TimeSpan.FromSeconds(age.Value),
            ReportsBatchItemFailures = ReportsFailures(properties),
            OnFailureArn = OnFailure(properties),
            Filters = Filters(properties),
        };
    }

    private QueueMappingSettings Queue(PropertyReader properties, string id, string logicalId, string functionName, string arn)
    {
        var isFifo = arn.EndsWith(".fifo", StringComparison.Ordinal);
        var size = properties.Int("BatchSize", 1, isFifo ? 10 : 10_000) ?? 10;
        var window = properties.Int("MaximumBatchingWindowInSeconds", 0, 300) ?? 0;
        if (isFifo && window > 0)
        {
            throw new TemplateException(properties.Place, "a FIFO queue has no batching window");
        }

        if (size > 10 && window == 0)
        {
            throw new TemplateException(properties.Place, $"BatchSize {size} is over 10, which needs MaximumBatchingWindowInSeconds of at least 1");
        }

        var queue = queues.FirstOrDefault(queue => queue.Arn == arn);
        var function = functions.FirstOrDefault(function => function.Name == functionName);
        if (queue is not null && function is not null && queue.VisibilityTimeout < function.Timeout)
        {
            throw new TemplateException(
                properties.Place,
                $"the visibility timeout of {queue.Name} ({queue.VisibilityTimeout.TotalSeconds} s) is less than the timeout of {functionName} ({function.Timeout.TotalSeconds} s); AWS refuses that");
        }

        var scaling = properties.Object("ScalingConfig");
        if (scaling is not null && properties.Node("ProvisionedPollerConfig") is not null)
        {
            throw new TemplateException(properties.Place, "ScalingConfig and ProvisionedPollerConfig exclude each other");
        }

        return new QueueMappingSettings(id, logicalId, functionName, properties.Ignore("FunctionName").Bool("Enabled") ?? true, arn)
        {
            BatchSize = size,
            BatchWindow = TimeSpan.FromSeconds(window),
            MaximumConcurrency = scaling?.Int("MaximumConcurrency", 2, 1000),
            ReportsBatchItemFailures = ReportsFailures(properties),
            VisibilityTimeout = queue?.VisibilityTimeout ?? TimeSpan.FromSeconds(30),
            Filters = Filters(properties),
        };
    }

    private ScheduleMappingSettings Schedule(PropertyReader properties, string id, string logicalId, string functionName, string type)
    {
        var isScheduler = type == "ScheduleV2";
        var expression = properties.RequiredText(isScheduler ? "ScheduleExpression" : "Schedule");
        var enabled = (properties.Bool("Enabled") ?? true) && properties.Text("State") != "DISABLED";
        var name = properties.Ignore("Description", "RoleArn", "PermissionsBoundary").Text("Name") ?? $"{settings.StackName}-{logicalId}";
        if (isScheduler)
        {
            // A flexible window only says that a run may be late.
            properties.Ignore("FlexibleTimeWindow", "GroupName", "KmsKeyArn", "OmitName");
        }

        var function = functions.FirstOrDefault(function => function.Name == functionName);
        try
        {
            var schedule = ScheduleExpression.Parse(expression, isScheduler ? properties.Text("ScheduleExpressionTimezone") : null, allowsAt: isScheduler);
            return new ScheduleMappingSettings(id, logicalId, functionName, enabled, schedule, RegionNames.Arn(settings.Region, settings.AccountId, "events", "rule/" + name))
            {
                Input = properties.Text("Input"),
                RetryAttempts = function?.AsyncRetries ?? 2,
                MaximumEventAge = function?.AsyncMaximumAge ?? TimeSpan.FromHours(6),
            };
        }
        catch (FormatException exception)
        {
            throw new TemplateException(properties.Place, exception.Message);
        }
    }

    private static bool ReportsFailures(PropertyReader properties)
    {
        var types = properties.Texts("FunctionResponseTypes");
        return types.All(type => type == "ReportBatchItemFailures")
            ? types.Count > 0
            : throw new TemplateException(properties.Place + "/FunctionResponseTypes", "ReportBatchItemFailures is the only one");
    }

    private string? OnFailure(PropertyReader properties)
    {
        var target = properties.Object("DestinationConfig")?.Object("OnFailure");
        var arn = target?.RequiredText("Destination");
        target?.Ignore("Type");
        if (arn?.EndsWith(".fifo", StringComparison.Ordinal) == true)
        {
            throw new TemplateException(properties.Place + "/DestinationConfig", $"{arn} is a FIFO queue; only a standard queue takes failed batches");
        }

        var isKnown = arn is null
            || queues.Any(queue => queue.Arn == arn)
            || buckets.Any(bucket => arn == $"arn:{RegionNames.Partition(settings.Region)}:s3:::{bucket.Name}");
        return isKnown ? arn : throw new TemplateException(properties.Place + "/DestinationConfig", $"{arn} is neither a queue nor a bucket of this template");
    }

    private List<string> Filters(PropertyReader properties)
    {
        var criteria = properties.Object("FilterCriteria");
        var patterns = criteria?.Objects("Filters").Select(filter => filter.RequiredText("Pattern")).ToList() ?? [];
        if (patterns.Count > MaxFilters)
        {
            throw new TemplateException(criteria!.Place, $"{patterns.Count} filters; a mapping has {DefaultFilters}, with a raised quota {MaxFilters}");
        }

        if (patterns.Count > DefaultFilters)
        {
            warnings.Add($"{criteria!.Place}: {patterns.Count} filters need a raised quota; AWS takes {DefaultFilters} by default");
        }

        for (var i = 0; i < patterns.Count; i++)
        {
            try
            {
                FilterPattern.Parse(patterns[i]);
            }
            catch (FormatException exception)
            {
                throw new TemplateException($"{criteria!.Place}/Filters/{i}/Pattern", exception.Message);
            }
        }

        return patterns;
    }
}
