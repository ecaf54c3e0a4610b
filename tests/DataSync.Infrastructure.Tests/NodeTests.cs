using Xunit.Abstractions;

namespace DataSync.Infrastructure.Tests;

/// <summary>The tests of what is not C#: JavaScript at the edge, automation documents, state machines.</summary>
public sealed class NodeTests(ITestOutputHelper output)
{
    public static TheoryData<string> Suites => [.. NodeSuite.All];

    [SkippableTheory]
    [MemberData(nameof(Suites))]
    public async Task Every_test_of_the_suite_passes_in_Node(string suite)
    {
        var node = new NodeSuite(suite);
        Skip.If(node.Missing is not null, "Skipped: " + node.Missing);

        var report = await node.RunAsync();

        output.WriteLine(report.ToString());
        Assert.True(report.ExitCode == 0 && report.Tests.All(test => test.Result == "pass"), report.ToString());
        Assert.NotEmpty(report.Tests);
    }
}
