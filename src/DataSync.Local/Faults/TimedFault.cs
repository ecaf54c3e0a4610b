namespace DataSync.Local.Faults;

/// <summary>A fault with its time.</summary>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Start">When it begins, after the host's start.</param>
/// <param name="Duration">How long it lasts; null: for good.</param>
public sealed record TimedFault(Fault Fault, TimeSpan Start, TimeSpan? Duration)
{
    /// <summary>How <c>--fault</c> is written, for help texts.</summary>
    public const string Syntax = "KIND:REGION[/TARGET][=VALUE][@START][+DURATION]";

    /// <summary>
    /// Reads <c>KIND:REGION[/TARGET][=VALUE][@START][+DURATION]</c>, such as <c>cut:eu-west-1@10s+30s</c>, <c>throttle:eu-west-1/dynamodb=0.5</c>,
    /// <c>kill:us-east-1/ApplyFunction=0.01</c> or <c>deny:eu-west-1/sqs:changes</c>. A <c>*</c> stands for every one of <paramref name="regions"/>.
    /// </summary>
    /// <exception cref="ArgumentException">It can't be read; the message says what is wrong with which part.</exception>
    public static IReadOnlyList<TimedFault> Parse(string text, IReadOnlyList<string> regions) => FaultText.Parse(text, regions);

    /// <inheritdoc/>
    public override string ToString() =>
        Fault + (Start > TimeSpan.Zero ? "@" + FaultText.Time(Start) : "") + (Duration is { } duration ? "+" + FaultText.Time(duration) : "");
}
