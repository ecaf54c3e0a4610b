using Amazon.DynamoDBv2.Model;
using DataSync.Aws.Ledger;
using DataSync.Core.Ledger;
using DataSync.Core.Ports;
using DataSync.LocalAws.Protocol;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

public sealed class DynamoDbHoldsTests
{
    [Fact]
    public async Task Nobody_is_on_hold_at_first()
    {
        await using var region = await LocalRegion.CreateAsync();

        Assert.Empty(await Holds(region).ReadAsync(default));
    }

    [Fact]
    public async Task A_hold_says_what_is_new_about_it()
    {
        await using var region = await LocalRegion.CreateAsync();
        await Holds(region).HoldAsync(["us-east-1"], default);

        var added = await Holds(region).HoldAsync(["us-east-1", "ap-southeast-1"], default);

        Assert.Equal(["ap-southeast-1"], added);
        Assert.Equal(["ap-southeast-1", "us-east-1"], (await Holds(region).ReadAsync(default)).Order());
    }

    [Fact]
    public async Task A_release_says_what_was_on_hold()
    {
        await using var region = await LocalRegion.CreateAsync();
        await Holds(region).HoldAsync(["us-east-1", "ap-southeast-1"], default);

        var released = await Holds(region).ReleaseAsync(["us-east-1", "sa-east-1"], default);

        Assert.Equal(["us-east-1"], released);
        Assert.Equal(["ap-southeast-1"], await Holds(region).ReadAsync(default));
    }

    [Fact]
    public async Task After_the_last_release_nobody_is_on_hold()
    {
        await using var region = await LocalRegion.CreateAsync();
        await Holds(region).HoldAsync(["us-east-1"], default);

        await Holds(region).ReleaseAsync(["us-east-1"], default);

        Assert.Empty(await Holds(region).ReadAsync(default));
        Assert.Empty(await Holds(region).ReleaseAsync(["us-east-1"], default));
    }

    [Fact]
    public async Task No_regions_change_nothing()
    {
        await using var region = await LocalRegion.CreateAsync();

        Assert.Empty(await Holds(region).HoldAsync([], default));
        Assert.Empty(await Holds(region).ReleaseAsync([], default));
    }

    [Fact]
    public async Task The_row_never_expires_and_no_item_has_its_key()
    {
        await using var region = await LocalRegion.CreateAsync();

        await Holds(region).HoldAsync(["us-east-1"], default);

        var row = Assert.Single((await region.Clients.DynamoDb.ScanAsync(new ScanRequest(LocalRegion.LedgerTable))).Items);
        Assert.Equal(["item", "targets"], row.Keys.Order());
        Assert.DoesNotContain('/', row["item"].S);
        Assert.Equal(default(LedgerRow), await region.Ledger.ReadAsync(LocalRegion.Key("#holds"), default));
    }

    [Fact]
    public async Task A_table_that_does_not_answer_is_an_error_and_never_an_empty_set()
    {
        var faults = new Broken();
        await using var region = await LocalRegion.CreateAsync(faults: faults);
        faults.IsOn = true;

        var error = await Assert.ThrowsAsync<StoreException>(async () => await Holds(region).ReadAsync(default));

        Assert.True(error.IsRetryable);
        Assert.Contains("GetItem on ledger", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreException>(async () => await Holds(region).HoldAsync(["us-east-1"], default));
    }

    private static DynamoDbHolds Holds(LocalRegion region) => new(region.Clients.DynamoDb, LocalRegion.LedgerTable);

    private sealed class Broken : IFaultInjector
    {
        public bool IsOn { get; set; }

        public ValueTask<AwsResponse?> BeforeAsync(AwsRequest request, CancellationToken cancellationToken) =>
            new(IsOn ? new AwsResponse(400, """{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"not authorized to perform it"}"""u8.ToArray()) : null);
    }
}
