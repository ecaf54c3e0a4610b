using System.Globalization;

namespace DataSync.Local.Faults;

/// <summary>One thing that goes wrong in one region.</summary>
/// <param name="Kind">What.</param>
/// <param name="Region">Where.</param>
public sealed record Fault(FaultKind Kind, string Region)
{
    /// <summary>The service (<c>dynamodb</c>, <c>sqs</c>, <c>s3</c>, <c>lambda</c>, <c>monitoring</c>, <c>ssm</c>, <c>api</c>) that throttles, fails or denies; the function (its logical id) that is killed; null: every one.</summary>
    public string? Target { get; init; }

    /// <summary>Only calls whose request contains this text, such as a queue's or a table's name; null: all calls.</summary>
    public string? Text { get; init; }

    /// <summary>The share of calls or deliveries that are struck, above 0 to 1. It is exact, not drawn: 0.25 strikes every fourth.</summary>
    public double Share { get; init; } = 1;

    /// <summary>How long a delay is, or how far a clock is ahead (below zero: behind).</summary>
    public TimeSpan Amount { get; init; }

    /// <summary>True for kinds that have an amount of time instead of a share.</summary>
    internal bool HasAmount => Kind is FaultKind.Delay or FaultKind.Skew;

    /// <summary>True for kinds that strike a share of what passes.</summary>
    internal bool HasShare => Kind is not (FaultKind.Cut or FaultKind.Delay or FaultKind.Freeze or FaultKind.Skew);

    /// <summary>As <c>--fault</c> takes it, without its time.</summary>
    public override string ToString()
    {
        var text = $"{Kind.ToString().ToLowerInvariant()}:{Region}";
        text += Target is null ? "" : "/" + Target + (Text is null ? "" : ":" + Text);
        if (HasAmount)
        {
            text += "=" + FaultText.Time(Amount);
        }

        return HasShare && Share < 1 ? text + "=" + Share.ToString(CultureInfo.InvariantCulture) : text;
    }
}
