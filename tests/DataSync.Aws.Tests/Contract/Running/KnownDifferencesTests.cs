using System.Reflection;
using DataSync.Aws.Tests.Contract.Servers;
using Xunit;
using Xunit.Sdk;

namespace DataSync.Aws.Tests.Contract.Running;

/// <summary>The tables are held to the suite, also those of servers that are not here.</summary>
public sealed class KnownDifferencesTests
{
    [Fact]
    public void Every_row_is_about_a_case_that_there_is()
    {
        var cases = Cases().ToList();

        var stale = ContractServers.All
            .SelectMany(server => server.Differences.Cases.Select(row => (server.Name, row)))
            .Where(row => !cases.Exists(name => KnownDifferences.IsAbout(row.row, name)));

        Assert.Empty(stale);
    }

    [Fact]
    public void Every_case_has_a_name_of_its_own()
    {
        Assert.Empty(Cases().GroupBy(name => name, StringComparer.Ordinal).Where(names => names.Count() > 1).Select(names => names.Key));
    }

    [Fact]
    public void Our_own_servers_have_no_table()
    {
        Assert.All(ContractServers.All.OfType<OurServer>(), server => Assert.Empty(server.Differences.Cases));
    }

    [Fact]
    public void A_difference_that_fails_passes_and_one_that_passes_fails()
    {
        var differences = new KnownDifferences().Because("does another thing", "C.Method(*)").Harmful("hangs", "C.Other");

        Assert.Equal("does another thing", differences.Find("C.Method(1)")?.Reason);
        Assert.True(differences.Find("C.Other")?.IsHarmful);
        Assert.Null(differences.Find("C.Method"));
    }

    private static IEnumerable<string> Cases() =>
        from contract in typeof(KnownDifferencesTests).Assembly.GetTypes()
        from method in contract.GetMethods()
        let fact = method.GetCustomAttribute<FactAttribute>()
        where fact is ContractFactAttribute or ContractTheoryAttribute
        from row in fact is ContractFactAttribute ? [null] : method.GetCustomAttributes<DataAttribute>().SelectMany(data => data.GetData(method)).Cast<object?[]?>()
        select CaseName.Of(contract, method.Name, row);
}
