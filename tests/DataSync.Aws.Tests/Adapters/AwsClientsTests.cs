using System.Net.Sockets;
using Amazon.Runtime;
using DataSync.LocalAws.Protocol;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

/// <summary>The limits that the clients set: attempts are counted, time is not measured.</summary>
public sealed class AwsClientsTests
{
    [Fact]
    public async Task Each_client_signs_for_the_region_meant()
    {
        await using var queues = await QueueFixture.CreateAsync();

        await queues.Clients.DynamoDb.ListTablesAsync();
        await queues.Clients.Sqs(null).ListQueuesAsync("c");
        await queues.Clients.Sqs(QueueFixture.Region).ListQueuesAsync("c");
        await queues.Clients.Sqs(QueueFixture.Other).ListQueuesAsync("c");

        Assert.Equal(
            [("dynamodb", QueueFixture.Region), ("sqs", QueueFixture.Region), ("sqs", QueueFixture.Region), ("sqs", QueueFixture.Other)],
            queues.Calls.Select(c => (c.Service, c.Region)));
    }

    [Fact]
    public async Task A_region_has_one_client()
    {
        await using var queues = await QueueFixture.CreateAsync();

        Assert.Same(queues.Clients.Sqs(null), queues.Clients.Sqs(QueueFixture.Region));
        Assert.Same(queues.Clients.Sqs(QueueFixture.Other), queues.Clients.Sqs(QueueFixture.Other));
        Assert.NotSame(queues.Clients.Sqs(null), queues.Clients.Sqs(QueueFixture.Other));
    }

    [Fact]
    public async Task S3_has_one_client_a_region_that_signs_for_it()
    {
        await using var queues = await QueueFixture.CreateAsync();

        var here = queues.Clients.S3(null);
        var there = queues.Clients.S3(QueueFixture.Other);

        Assert.Same(here, queues.Clients.S3(QueueFixture.Region));
        Assert.NotSame(here, there);
        Assert.Equal((QueueFixture.Region, QueueFixture.Other), (here.Config.AuthenticationRegion, there.Config.AuthenticationRegion));
        Assert.Equal(TimeSpan.FromMinutes(5), here.Config.Timeout);
    }

    public static TheoryData<string> BrokenConnections() => ["refused", "reset", "stale"];

    [Theory]
    [MemberData(nameof(BrokenConnections))]
    public async Task A_queue_of_another_region_is_tried_at_most_three_times_however_its_connection_breaks(string how)
    {
        await using var queues = await QueueFixture.CreateAsync();
        queues.Fault = _ => throw Broken(how);

        await Assert.ThrowsAnyAsync<Exception>(() => queues.Clients.Sqs(QueueFixture.Other).ListQueuesAsync("c"));

        Assert.InRange(queues.Calls.Count, 1, 3);
    }

    [Fact]
    public async Task A_queue_of_another_region_that_answers_with_failures_is_tried_twice()
    {
        await using var queues = await QueueFixture.CreateAsync();
        queues.Fault = _ => new AwsResponse(503, """{"__type":"com.amazonaws.sqs#ServiceUnavailable","message":"down"}"""u8.ToArray());

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => queues.Clients.Sqs(QueueFixture.Other).ListQueuesAsync("c"));

        Assert.Equal(2, queues.Calls.Count);
    }

    private static HttpRequestException Broken(string how) => how switch
    {
        "refused" => new HttpRequestException("Connection refused", new SocketException((int)SocketError.ConnectionRefused)),
        "reset" => new HttpRequestException("Reset", new IOException("Connection reset by peer", new SocketException((int)SocketError.ConnectionReset))),
        _ => new HttpRequestException("Stale", new IOException("Broken pipe", new SocketException((int)SocketError.Shutdown))),
    };
}
