using System.ComponentModel;
using DataSync.Aws.Tests.Contract.Servers;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace DataSync.Aws.Tests.Contract.Running;

/// <summary>One case against one server. Where the server is known to differ, the case has to fail: a difference that has gone must leave the table.</summary>
public sealed class ContractTestCase : XunitTestCase
{
    private string _server = "";

    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For deserialization alone.")]
    public ContractTestCase()
    {
    }

    public ContractTestCase(
        IMessageSink diagnosticMessageSink, ITestFrameworkDiscoveryOptions options, ITestMethod testMethod, string server, object[]? arguments)
        : base(diagnosticMessageSink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), testMethod, arguments)
    {
        _server = server;
    }

    /// <summary>The service whose contract the method belongs to.</summary>
    public static string ServiceOf(ITestMethod testMethod) => ServiceOf(testMethod.TestClass.Class.ToRuntimeType());

    /// <summary>The service whose contract the class is part of.</summary>
    public static string ServiceOf(Type contract) => contract.Namespace switch
    {
        "DataSync.Aws.Tests.Contract.DynamoDb" => ContractServers.DynamoDb,
        "DataSync.Aws.Tests.Contract.Streams" => ContractServers.Streams,
        "DataSync.Aws.Tests.Contract.Sqs" => ContractServers.Sqs,
        "DataSync.Aws.Tests.Contract.S3" => ContractServers.S3,
        _ => throw new InvalidOperationException($"{contract} is no part of a contract."),
    };

    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        var server = ContractServers.Named(_server);
        var service = ServiceOf(TestMethod);
        if (SkipReason is not null)
        {
            ContractReport.Skipped(_server, service, SkipReason);
            return await base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
        }

        ContractServers.Current = server;
        if (KnownDifference() is not { } difference)
        {
            var summary = await base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
            ContractReport.Ran(_server, service, agrees: summary.Failed == 0);
            return summary;
        }

        using var inverted = new InvertingMessageBus(messageBus, _server, difference.Reason);
        var outcome = await base.RunAsync(diagnosticMessageSink, inverted, constructorArguments, aggregator, cancellationTokenSource);
        outcome.Failed = inverted.Agreed;
        ContractReport.Differs(_server, service);
        return outcome;
    }

    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue(nameof(_server), _server);
    }

    public override void Deserialize(IXunitSerializationInfo data)
    {
        _server = data.GetValue<string>(nameof(_server));
        base.Deserialize(data);
    }

    protected override string GetUniqueID() => $"{base.GetUniqueID()}-{_server}";

    protected override string GetDisplayName(IAttributeInfo factAttribute, string displayName) =>
        base.GetDisplayName(factAttribute, displayName) + (KnownDifference() is { } difference ? $" [{_server}, known difference: {difference.Reason}]" : $" [{_server}]");

    protected override string GetSkipReason(IAttributeInfo factAttribute)
    {
        if (base.GetSkipReason(factAttribute) is { } reason)
        {
            return reason;
        }

        var needsControl = factAttribute.GetNamedArgument<bool>(nameof(ContractFactAttribute.NeedsControl));
        if (needsControl && !ContractServers.Named(_server).IsControlled)
        {
            return "needs control of the server (its clock, shards or sweeps)";
        }

        return KnownDifference() is { IsHarmful: true } difference ? $"would do harm: {difference.Reason}" : null!;
    }

    protected override void Initialize()
    {
        base.Initialize();
        Traits["server"] = [_server];
    }

    private KnownDifference? KnownDifference() =>
        ContractServers.Named(_server).Differences.Find(CaseName.Of(TestMethod.TestClass.Class.ToRuntimeType(), TestMethod.Method.Name, TestMethodArguments));
}
