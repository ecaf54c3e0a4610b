using DataSync.Core.Serving;

namespace DataSync.Core.Tests.Serving;

/// <summary>A check that does what it is told.</summary>
internal sealed class FakeCheck(string name, Func<CancellationToken, Task<CheckOutcome>> run, CheckStatus whenBroken = CheckStatus.Fail) : IHealthCheck
{
    public string Name => name;

    public CheckStatus WhenBroken => whenBroken;

    public static FakeCheck That(string name, CheckStatus status) => new(name, _ => Task.FromResult(new CheckOutcome(status, "")));

    public ValueTask<CheckOutcome> RunAsync(CancellationToken cancellationToken) => new(run(cancellationToken));
}
