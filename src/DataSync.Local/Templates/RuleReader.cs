using System.Text.Json;
using DataSync.Local.Mappings;

namespace DataSync.Local.Templates;

/// <summary>Reads AWS::Events::Rule. Only S3 sends events here, on the default bus, and only queues of the template get them.</summary>
internal static class RuleReader
{
    private static readonly JsonElement EventOfS3 = JsonDocument.Parse("""{"source":"aws.s3"}""").RootElement;

    /// <summary>The rule, or null (with a warning) when nothing here can make it send.</summary>
    public static LocalRule? Read(string id, string name, PropertyReader properties, IReadOnlyList<LocalQueue> queues, List<string> warnings)
    {
        properties.Ignore("Name", "Description", "RoleArn", "Tags");
        var pattern = properties.Object("EventPattern");
        var bus = properties.Text("EventBusName");
        var schedule = properties.Text("ScheduleExpression");
        var enabled = properties.Text("State")?.StartsWith("ENABLED", StringComparison.Ordinal) ?? true;
        var targets = Targets(properties, queues, warnings);
        if (pattern is null || schedule is not null || (bus is not null && bus != "default" && !bus.EndsWith(":event-bus/default", StringComparison.Ordinal)))
        {
            var reason = pattern is null || schedule is not null ? "schedules of a rule of its own do not run here (those in a function's Events do)" : $"there is no event bus {bus} here";
            warnings.Add($"{properties.Place}: {reason}; the rule sends nothing");
            return null;
        }

        var text = properties.Node("EventPattern")!.ToJsonString();
        CheckPattern(text, pattern.Place);
        if (!MayMatchS3(text))
        {
            warnings.Add($"{pattern.Place}: only events of aws.s3 happen here; the rule sends nothing");
        }

        return new LocalRule(id, name, text, targets, enabled);
    }

    private static List<string> Targets(PropertyReader properties, IReadOnlyList<LocalQueue> queues, List<string> warnings)
    {
        var arns = new List<string>();
        foreach (var target in properties.Objects("Targets"))
        {
            // Nothing is lost on the way to a queue of the same host: what happens to undelivered events has no meaning.
            target.Ignore("Id", "RoleArn", "DeadLetterConfig", "RetryPolicy");
            var arn = target.RequiredText("Arn");
            if (queues.Any(queue => queue.Arn == arn))
            {
                arns.Add(arn);
            }
            else
            {
                warnings.Add($"{target.Place}: {arn} is no queue of this template; it gets no events here");
            }
        }

        // The pattern is no set of properties: what it may hold is checked as a pattern.
        properties.WarnUnread(except: "EventPattern");
        return arns;
    }

    private static void CheckPattern(string text, string place)
    {
        try
        {
            _ = FilterPattern.ParseRule(text);
        }
        catch (FormatException exception)
        {
            throw new TemplateException(place, exception.Message);
        }
    }

    private static bool MayMatchS3(string text)
    {
        using var document = JsonDocument.Parse(text);
        return !document.RootElement.TryGetProperty("source", out var source) || FilterPattern.ParseRule($$"""{"source":{{source.GetRawText()}}}""").Matches(EventOfS3);
    }
}
