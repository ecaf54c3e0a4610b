namespace DataSync.Core.Serving;

/// <summary>What a check found.</summary>
/// <param name="Status">Its verdict.</param>
/// <param name="Message">For everybody: a sentence of our own, with no name, address or text that came from elsewhere.</param>
/// <param name="Detail">For the log only: what the dependency itself said; empty when the message says it all.</param>
public readonly record struct CheckOutcome(CheckStatus Status, string Message, string Detail = "")
{
    /// <summary>It is well.</summary>
    public static CheckOutcome Pass(string message) => new(CheckStatus.Pass, message);

    /// <summary>A dependency failed.</summary>
    /// <param name="status">How bad that is.</param>
    /// <param name="doing">What was being done, as the beginning of a sentence.</param>
    /// <param name="cause">What it failed of. Only the name of its type is told to everybody.</param>
    public static CheckOutcome Broken(CheckStatus status, string doing, Exception cause)
    {
        var known = cause as Ports.StoreException;
        var how = known is { IsThrottling: true } ? "was refused for its rate" : "failed";
        return new CheckOutcome(status, $"{doing} {how} ({(known?.InnerException ?? cause).GetType().Name}).", cause.Message);
    }
}

/// <summary>What a check found, with its name and the time it took.</summary>
/// <param name="Name">As in <see cref="HealthCheckNames"/>, or of a check that was added.</param>
/// <param name="Outcome">What it found.</param>
/// <param name="LatencyMs">Milliseconds.</param>
public readonly record struct CheckResult(string Name, CheckOutcome Outcome, long LatencyMs);
