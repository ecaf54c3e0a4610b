using Amazon.Lambda.Core;
using Amazon.Lambda.TestUtilities;

namespace DataSync.Functions.Tests.LambdaPackages;

public sealed class LambdaLoggerTests
{
    [Theory]
    [InlineData("{Region} took {Count} changes", "Information: eu took 3 changes")]
    [InlineData("{1} before {0}", "Information: 3 before eu")]
    [InlineData("{{literal}} {Region}", "Information: {literal} eu")]
    [InlineData("{Region} {Count:000} {Missing}", "Information: eu 003 {Missing}")]
    [InlineData("open { and }", "Information: open eu")]
    public void Values_take_the_places_of_placeholders(string template, string expected)
    {
        var logger = new TestLambdaLogger();

        ((ILambdaLogger)logger).LogInformation(template, "eu", 3);

        Assert.Equal(expected, logger.Buffer.ToString().TrimEnd());
    }

    [Fact]
    public void Every_level_reaches_the_log_under_its_name()
    {
        var logger = new TestLambdaLogger();
        ILambdaLogger levels = logger;

        levels.LogTrace("a");
        levels.LogWarning("b");
        levels.LogError(new InvalidOperationException("why"), "c {0}", 1);
        levels.Log(LogLevel.Critical, "d");

        Assert.Equal(["Trace: a", "Warning: b", "Error: c 1", "System.InvalidOperationException: why", "Critical: d"],
            logger.Buffer.ToString().Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }
}
