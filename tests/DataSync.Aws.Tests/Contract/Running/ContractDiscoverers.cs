using DataSync.Aws.Tests.Contract.Servers;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace DataSync.Aws.Tests.Contract.Running;

/// <summary>Finds the tests of a contract's fact.</summary>
public sealed class ContractFactDiscoverer(IMessageSink diagnosticMessageSink) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        ContractServers.PresentFor(ContractTestCase.ServiceOf(testMethod))
            .Select(server => new ContractTestCase(diagnosticMessageSink, discoveryOptions, testMethod, server.Name, arguments: null));
}

/// <summary>Finds the tests of a contract's theory.</summary>
public sealed class ContractTheoryDiscoverer(IMessageSink diagnosticMessageSink) : TheoryDiscoverer(diagnosticMessageSink)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
        ContractServers.PresentFor(ContractTestCase.ServiceOf(testMethod))
            .Select(server => new ContractTestCase(DiagnosticMessageSink, discoveryOptions, testMethod, server.Name, dataRow));
}
