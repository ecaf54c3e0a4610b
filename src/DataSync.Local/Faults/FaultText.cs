using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSync.Local.Faults;

/// <summary>Reads and writes faults as people type them.</summary>
internal static partial class FaultText
{
    private static readonly string[] Services = ["dynamodb", "sqs", "s3", "lambda", "monitoring", "ssm", "api"];

    public static IReadOnlyList<TimedFault> Parse(string text, IReadOnlyList<string> regions)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            throw Wrong(text, $"it must look like {TimedFault.Syntax}");
        }

        var part = (string name) => match.Groups[name] is { Success: true } group ? group.Value : null;
        var kinds = Enum.GetNames<FaultKind>().Select(name => name.ToLowerInvariant());
        if (!Enum.TryParse<FaultKind>(part("kind"), ignoreCase: true, out var kind) || !kinds.Contains(part("kind")!.ToLowerInvariant()))
        {
            throw Wrong(text, $"'{part("kind")}' is none of {string.Join(", ", kinds)}");
        }

        if (part("region") != "*" && !regions.Contains(part("region")))
        {
            throw Wrong(text, $"region '{part("region")}' is none of {string.Join(", ", regions)}, and not *");
        }

        var fault = Valued(text, Targeted(text, new Fault(kind, part("region")!), part("target")), part("value"));
        var start = part("start") is { } at ? ReadTime(text, at) : TimeSpan.Zero;
        TimeSpan? duration = part("duration") is { } lasting ? ReadTime(text, lasting) : null;
        var names = fault.Region == "*" ? regions : [fault.Region];
        return [.. names.Select(region => new TimedFault(fault with { Region = region }, start, duration))];
    }

    /// <summary>The shortest of <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c> and <c>3d</c> that says it exactly.</summary>
    public static string Time(TimeSpan time)
    {
        (double Size, string Name)[] units = [(864e5, "d"), (36e5, "h"), (6e4, "m"), (1e3, "s"), (1, "ms")];
        var (size, name) = time == TimeSpan.Zero ? (1e3, "s") : units.First(unit => time.TotalMilliseconds % unit.Size == 0 || unit.Name == "ms");
        return (time.TotalMilliseconds / size).ToString(CultureInfo.InvariantCulture) + name;
    }

    private static Fault Targeted(string text, Fault fault, string? target)
    {
        if (target is null)
        {
            return fault;
        }

        if (fault.Kind == FaultKind.Kill)
        {
            return fault with { Target = target };
        }

        if (fault.Kind is not (FaultKind.Throttle or FaultKind.Error or FaultKind.Deny or FaultKind.Lose))
        {
            throw Wrong(text, $"{fault.Kind.ToString().ToLowerInvariant()} concerns the whole region; leave out /{target}");
        }

        var colon = target.IndexOf(':', StringComparison.Ordinal);
        var service = colon < 0 ? target : target[..colon];
        return Services.Contains(service)
            ? fault with { Target = service, Text = colon < 0 ? null : target[(colon + 1)..] }
            : throw Wrong(text, $"service '{service}' is none of {string.Join(", ", Services)}");
    }

    private static Fault Valued(string text, Fault fault, string? value)
    {
        if (fault.HasAmount)
        {
            var amount = ReadTime(text, value ?? throw Wrong(text, "it needs a time, such as =250ms"));
            return fault.Kind == FaultKind.Skew || amount > TimeSpan.Zero ? fault with { Amount = amount } : throw Wrong(text, "a delay must be longer than nothing");
        }

        if (value is null)
        {
            return fault;
        }

        if (!fault.HasShare)
        {
            throw Wrong(text, $"{fault.Kind.ToString().ToLowerInvariant()} has no strength; leave out ={value}");
        }

        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1
            ? fault with { Share = share }
            : throw Wrong(text, $"'{value}' must be a share above 0, up to 1");
    }

    private static TimeSpan ReadTime(string text, string value)
    {
        var match = TimePattern().Match(value);
        if (!match.Success)
        {
            throw Wrong(text, $"'{value}' is not a time; write 250ms, 10s, 5m, 2h or 3d");
        }

        var number = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => TimeSpan.FromDays(number),
        };
    }

    private static ArgumentException Wrong(string text, string reason) => new($"Fault '{text}': {reason}.");

    [GeneratedRegex(@"^(?<kind>\w+):(?<region>[a-z0-9-]+|\*)(/(?<target>[^=@+]+))?(=(?<value>[^@+]*))?(@(?<start>[^+]+))?(\+(?<duration>.+))?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^(-?\d+(?:\.\d+)?)(ms|s|m|h|d)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimePattern();
}
