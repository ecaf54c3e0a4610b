using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using DataSync.Aws.Tests.Contract.Servers;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("DataSync.Aws.Tests.Contract.Running.ContractTestFramework", "DataSync.Aws.Tests")]

namespace DataSync.Aws.Tests.Contract.Running;

/// <summary>xunit's own framework, which at the end of a run also ends the servers it started and prints what the contracts found.</summary>
public sealed class ContractTestFramework(IMessageSink messageSink) : XunitTestFramework(messageSink)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assemblyName, ISourceInformationProvider source, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assemblyName, source, diagnostics)
    {
        [SuppressMessage("Usage", "MA0155:Do not use async void methods", Justification = "xunit declares it so; the runner catches what tests throw.")]
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await ContractServers.StopAsync();
            foreach (var line in ContractReport.Lines())
            {
                DiagnosticMessageSink.OnMessage(new DiagnosticMessage(line));
            }

            await base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
