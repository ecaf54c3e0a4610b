using Xunit.Abstractions;
using Xunit.Sdk;

namespace DataSync.Aws.Tests.Contract.Running;

/// <summary>Reports the failure of a case as the known difference it is, and its success as a failure.</summary>
internal sealed class InvertingMessageBus(IMessageBus inner, string server, string reason) : IMessageBus
{
    /// <summary>How many cases passed that should have failed.</summary>
    public int Agreed { get; private set; }

    public bool QueueMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestFailed failed:
                return inner.QueueMessage(new TestPassed(failed.Test, failed.ExecutionTime, failed.Output));
            case ITestPassed passed:
                Agreed++;
                var vanished = new XunitException($"{server} now agrees, so this is no known difference any more; take it out of the table. The reason was: {reason}");
                return inner.QueueMessage(new TestFailed(passed.Test, passed.ExecutionTime, passed.Output, vanished));
            default:
                return inner.QueueMessage(message);
        }
    }

    public void Dispose()
    {
        // The bus inside belongs to the run.
    }
}
