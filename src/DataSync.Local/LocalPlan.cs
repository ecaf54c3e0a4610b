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
        List<LocalStack> stacks = [.. options.Regions.Select(region => template.Evaluate(new EvaluationSettings(region, options.AccountId, options.StackName, options.Parameters)))];
        var twice = stacks.SelectMany(stack => stack.Buckets).GroupBy(bucket => bucket.Name, StringComparer.Ordinal).FirstOrDefault(named => named.Count() > 1);
        return twice is null
            ? stacks
            : throw new LocalHostException($"The bucket {twice.Key} would be there more than once: {string.Join(", ", twice.Select(bucket => bucket.LogicalId).Distinct())}. A bucket's name is one for all regions; put ${{AWS::Region}} into it.");
    }

    /// <summary>
    /// The plan as text: parameters once, then all that each region runs with its settings, then what the template asks for and doesn't get here. Values
    /// of parameters with NoEcho are masked wherever they stand.
    /// </summary>
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
        return stacks.SelectMany(stack => stack.Secrets).Distinct(StringComparer.Ordinal)
            .Aggregate(text.ToString(), (plan, secret) => plan.Replace(secret, "****", StringComparison.Ordinal));
    }

    private static void Region(StringBuilder text, LocalStack stack)
    {
        text.AppendLine().AppendLine($"Region {stack.Region} (stack {stack.StackName}, account {stack.AccountId})");
        var lines = stack.Tables.SelectMany(PlanLines.Table)
            .Concat(stack.Queues.Select(PlanLines.Queue))
            .Concat(stack.Buckets.SelectMany(PlanLines.Bucket))
            .Concat(stack.Rules.SelectMany(PlanLines.Rule))
            .Concat(stack.StoredParameters.Select(PlanLines.Parameter))
            .Concat(stack.Functions.SelectMany(PlanLines.Function))
            .Concat(stack.Mappings.SelectMany(PlanLines.Mapping))
            .Concat(stack.Outputs.Select(output => $"output    {output.Name} = {output.Value}"));
        foreach (var line in lines)
        {
            text.AppendLine("  " + line);
        }
    }

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
