using Xunit;
using Xunit.Sdk;

namespace DataSync.Aws.Tests.Contract.Running;

/// <summary>A case of a contract: one test for each server that is present.</summary>
[XunitTestCaseDiscoverer("DataSync.Aws.Tests.Contract.Running.ContractFactDiscoverer", "DataSync.Aws.Tests")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContractFactAttribute : FactAttribute
{
    /// <summary>True when the case moves the server's clock, splits its shards or looks into it: then it runs against ours alone.</summary>
    public bool NeedsControl { get; set; }
}

/// <summary>A case of a contract with rows of data: one test for each row and each server that is present.</summary>
[XunitTestCaseDiscoverer("DataSync.Aws.Tests.Contract.Running.ContractTheoryDiscoverer", "DataSync.Aws.Tests")]
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContractTheoryAttribute : TheoryAttribute
{
    /// <summary>As on <see cref="ContractFactAttribute"/>.</summary>
    public bool NeedsControl { get; set; }
}
