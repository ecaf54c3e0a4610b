using System.Globalization;
using DataSync.Core.Ports;

namespace DataSync.Core.Serving;

/// <summary>
/// What the operator wants of the region. When that can't be read, the last that was read stands, and at first that it serves:
/// a region must not go because of the place where that is kept.
/// </summary>
public sealed class ServingStateCheck(IServingSwitch serving) : IHealthCheck
{
    /// <inheritdoc/>
    public string Name => HealthCheckNames.State;

    /// <inheritdoc/>
    public CheckStatus WhenBroken => CheckStatus.Warn;

    /// <summary>The last state that was read.</summary>
    public ServingState Last { get; private set; } = ServingState.Serving;

    /// <inheritdoc/>
    public async ValueTask<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await serving.ReadAsync(cancellationToken);
        }
        catch (StoreException e)
        {
            return CheckOutcome.Broken(WhenBroken, $"Reading the serving state, which was {Word(Last)} before,", e);
        }

        if (!ServingState.TryParse(text, out var state))
        {
            return new CheckOutcome(
                CheckStatus.Warn, $"The serving state's parameter says neither serving nor draining; {Word(Last)} stands. Set it to one of the two.", $"It says '{text}'.");
        }

        Last = state;
        return state.IsDraining ? new CheckOutcome(CheckStatus.Warn, Describe(state), state.Reason) : CheckOutcome.Pass("Serving.");
    }

    private static string Word(ServingState state) => state.IsDraining ? "draining" : "serving";

    // Since when, and not why: an operator's words are not for everybody.
    private static string Describe(ServingState state) => state.Since is { } since
        ? string.Create(CultureInfo.InvariantCulture, $"Draining since {since.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.")
        : "Draining.";
}
