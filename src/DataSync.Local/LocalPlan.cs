using System.Text;
using DataSync.Local.Templates;

namespace DataSync.Local;

/// <summary>What a local host would run, without running it.</summary>
public static class LocalPlan
{
    /// <summary>The template evaluated for every region. Throws <see cref="TemplateException"/> with the reason, <see cref="LocalHostException"/> for regions that are none.</summary>
    public static IReadOnlyList<LocalStack> Evaluate(LocalHostOptions options)
    {
        if (options.Regions.Count == 0 || options.Regions.Distinct(StringComparer.Ordinal).Count() != options.Regions.Count)
        {
            throw new LocalHostException($"Regions must be at least one and each named once, but are: {string.Join(", ", options.Regions)}");
        }

        var template = Template.Load(options.TemplatePath);
        return [.. options.Regions.Select(region => template.Evaluate(new EvaluationSettings(region, options.AccountId, options.StackName, options.Parameters)))];
    }

    /// <summary>The plan as text: parameters once, then what each region runs, then what the template asks for and doesn't get here.</summary>
    public static string Describe(IReadOnlyList<LocalStack> stacks)
    {
        var text = new StringBuilder();
        text.AppendLine("Parameters");
        foreach (var (name, value) in stacks[0].Parameters)
        {
            text.AppendLine($"  {name} = {value}");
        }

        foreach (var stack in stacks)
        {
            Region(text, stack);
        }

        Section(text, "Without meaning on one machine", stacks[0].NoLocalMeaning);
        Section(text, "Warnings", stacks.SelectMany(stack => stack.Warnings).Distinct(StringComparer.Ordinal));
        return text.ToString();
    }

    private static void Region(StringBuilder text, LocalStack stack)
    {
        text.AppendLine().AppendLine($"Region {stack.Region} (stack {stack.StackName}, account {stack.AccountId})");
        foreach (var table in stack.Tables)
        {
            var sortKey = table.SortKey is { } key ? $", {key.Name} ({key.Type})" : "";
            var stream = table.StreamViewType is { } view ? $", stream {view}" : "";
            var expiry = table.TtlAttribute is { } ttl ? $", expires by {ttl}" : "";
            text.AppendLine($"  table     {table.Name}: key {table.PartitionKey.Name} ({table.PartitionKey.Type}){sortKey}{stream}{expiry}");
        }

        foreach (var queue in stack.Queues)
        {
            var deadLetters = queue.DeadLetterTargetArn is { } arn ? $", dead letters to {arn.Split(':')[^1]}" : "";
            text.AppendLine($"  queue     {queue.Name}: visibility {queue.VisibilityTimeout.TotalSeconds} s{deadLetters}");
        }

        foreach (var bucket in stack.Buckets)
        {
            text.AppendLine($"  bucket    {bucket.Name}");
        }

        foreach (var function in stack.Functions)
        {
            text.AppendLine($"  function  {function.Name}: handler {function.Handler}, {function.MemorySizeMb} MB, {function.Timeout.TotalSeconds} s");
        }

        foreach (var mapping in stack.Mappings)
        {
            text.AppendLine($"  mapping   {Source(mapping)} -> {mapping.FunctionName}{(mapping.Enabled ? "" : " (paused)")}");
        }

        foreach (var output in stack.Outputs)
        {
            text.AppendLine($"  output    {output.Name} = {output.Value}");
        }
    }

    private static string Source(MappingSettings mapping) => mapping switch
    {
        StreamMappingSettings stream => $"stream of {stream.StreamArn.Split('/')[1]}, batches of {stream.BatchSize}, {stream.ParallelizationFactor} at a time",
        QueueMappingSettings queue => $"queue {queue.QueueArn.Split(':')[^1]}, batches of {queue.BatchSize}",
        ScheduleMappingSettings schedule => schedule.Schedule.ToString()!,
        _ => mapping.LogicalId,
    };

    private static void Section(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine(title);
        foreach (var line in all)
        {
            text.AppendLine("  " + line);
        }
    }
}
