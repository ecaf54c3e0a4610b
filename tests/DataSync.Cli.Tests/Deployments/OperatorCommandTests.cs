using Amazon.Runtime;
using DataSync.Cli.Deployments;
using DataSync.Core.Ports;

namespace DataSync.Cli.Tests.Deployments;

public sealed class OperatorCommandTests
{
    public static TheoryData<string, int> Troubles => new()
    {
        { "refused", ExitCodes.Failed },
        { "not reached", ExitCodes.Failed },
        { "store", ExitCodes.Failed },
        { "mistake", ExitCodes.CannotStart },
        { "none", ExitCodes.Ok },
    };

    /// <summary>The SDK's two exceptions have no common base: a service that refuses is none that cannot be reached.</summary>
    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Trouble_ends_with_an_exit_code_and_never_with_a_stack_trace(string trouble, int exitCode)
    {
        Exception? thrown = trouble switch
        {
            "refused" => new AmazonServiceException("AccessDenied"),
            "not reached" => new AmazonClientException("no route"),
            "store" => new StoreException("down"),
            "mistake" => new OperatorException(ExitCodes.CannotStart, "wrong"),
            _ => null,
        };

        Assert.Equal(exitCode, await OperatorCommand.GuardAsync("test", () => thrown is null ? Task.FromResult(ExitCodes.Ok) : throw thrown, default));
    }
}
