using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>Queues themselves: names, attributes, listing, purging, tags.</summary>
public sealed class QueueContract : SqsContract
{
    [ContractFact]
    public async Task A_queue_url_names_region_account_and_queue()
    {
        var name = NewName();

        var created = await Sqs.CreateQueueAsync(name);

        Assert.Equal($"https://sqs.{Region}.amazonaws.com/{Server.AccountId}/{name}", created.QueueUrl);
        Assert.Equal(created.QueueUrl, (await Sqs.GetQueueUrlAsync(name)).QueueUrl);
        Assert.Equal($"arn:aws:sqs:{Region}:{Server.AccountId}:{name}", await ArnAsync(created.QueueUrl));
    }

    [ContractFact]
    public async Task A_new_queue_has_the_documented_defaults()
    {
        var attributes = await AttributesAsync(await CreateQueueAsync());

        Assert.Equal("0", attributes["DelaySeconds"]);
        Assert.Equal("1048576", attributes["MaximumMessageSize"]);
        Assert.Equal("345600", attributes["MessageRetentionPeriod"]);
        Assert.Equal("0", attributes["ReceiveMessageWaitTimeSeconds"]);
        Assert.Equal("30", attributes["VisibilityTimeout"]);
        Assert.Equal("true", attributes["SqsManagedSseEnabled"]);
        Assert.DoesNotContain("FifoQueue", attributes.Keys);
        Assert.DoesNotContain("RedrivePolicy", attributes.Keys);
    }

    [ContractFact]
    public async Task Creating_a_queue_again_with_the_same_attributes_returns_it()
    {
        var request = new CreateQueueRequest { QueueName = NewName(), Attributes = new() { ["VisibilityTimeout"] = "77" } };
        var first = await Sqs.CreateQueueAsync(request);

        var second = await Sqs.CreateQueueAsync(request);
        var withoutAttributes = await Sqs.CreateQueueAsync(request.QueueName);

        Assert.Equal(first.QueueUrl, second.QueueUrl);
        Assert.Equal(first.QueueUrl, withoutAttributes.QueueUrl);
    }

    [ContractFact]
    public async Task Creating_a_queue_again_with_another_value_is_refused()
    {
        var request = new CreateQueueRequest { QueueName = NewName() };
        await Sqs.CreateQueueAsync(request);
        request.Attributes = new() { ["VisibilityTimeout"] = "31" };

        var error = await Assert.ThrowsAsync<QueueNameExistsException>(() => Sqs.CreateQueueAsync(request));

        Assert.Equal("QueueAlreadyExists", error.ErrorCode);
        Assert.Contains("VisibilityTimeout", error.Message, StringComparison.Ordinal);
    }

    [ContractTheory]
    [InlineData("DelaySeconds", "901")]
    [InlineData("DelaySeconds", "-1")]
    [InlineData("MaximumMessageSize", "1023")]
    [InlineData("MaximumMessageSize", "1048577")]
    [InlineData("MessageRetentionPeriod", "59")]
    [InlineData("MessageRetentionPeriod", "1209601")]
    [InlineData("ReceiveMessageWaitTimeSeconds", "21")]
    [InlineData("VisibilityTimeout", "43201")]
    [InlineData("VisibilityTimeout", "soon")]
    [InlineData("Policy", "no json")]
    [InlineData("RedrivePolicy", "{\"maxReceiveCount\":3}")]
    [InlineData("RedriveAllowPolicy", "{\"redrivePermission\":\"byQueue\"}")]
    [InlineData("SqsManagedSseEnabled", "perhaps")]
    public async Task An_attribute_value_out_of_range_is_refused(string name, string value)
    {
        var url = await CreateQueueAsync();

        var onCreate = await Assert.ThrowsAsync<InvalidAttributeValueException>(() => CreateQueueAsync((name, value)));
        var onSet = await Assert.ThrowsAsync<InvalidAttributeValueException>(() => Sqs.SetQueueAttributesAsync(url, new() { [name] = value }));

        Assert.Equal("InvalidAttributeValue", onCreate.ErrorCode);
        Assert.Contains(name, onSet.Message, StringComparison.Ordinal);
    }

    [ContractTheory]
    [InlineData("DelaySeconds", "900")]
    [InlineData("MaximumMessageSize", "1024")]
    [InlineData("MessageRetentionPeriod", "1209600")]
    [InlineData("ReceiveMessageWaitTimeSeconds", "20")]
    [InlineData("VisibilityTimeout", "0")]
    [InlineData("VisibilityTimeout", "43200")]
    public async Task An_attribute_value_at_the_edge_of_its_range_is_taken(string name, string value)
    {
        var url = await CreateQueueAsync();

        await Sqs.SetQueueAttributesAsync(url, new() { [name] = value });

        Assert.Equal(value, (await AttributesAsync(url))[name]);
    }

    [ContractFact]
    public async Task An_unknown_attribute_is_refused()
    {
        var url = await CreateQueueAsync();

        await Assert.ThrowsAsync<InvalidAttributeNameException>(() => CreateQueueAsync(("Colour", "red")));
        await Assert.ThrowsAsync<InvalidAttributeNameException>(() => Sqs.SetQueueAttributesAsync(url, new() { ["ContentBasedDeduplication"] = "true" }));
        await Assert.ThrowsAsync<InvalidAttributeNameException>(() => Sqs.GetQueueAttributesAsync(url, ["Colour"]));
    }

    [ContractTheory]
    [InlineData("with space")]
    [InlineData("with.dot")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_name_outside_the_rules_is_refused(string name)
    {
        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.CreateQueueAsync(name));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    [ContractFact]
    public async Task One_name_in_two_regions_is_two_queues()
    {
        using var elsewhere = Server.Client("us-east-1");
        var name = NewName();
        var here = (await Sqs.CreateQueueAsync(name)).QueueUrl;
        var there = (await elsewhere.CreateQueueAsync(name)).QueueUrl;

        await Sqs.SendMessageAsync(here, "for here");

        Assert.NotEqual(here, there);
        Assert.Null((await elsewhere.ReceiveMessageAsync(there)).Messages);
        Assert.Equal(["for here"], await ReceiveBodiesAsync(here));
    }

    [ContractFact]
    public async Task An_unknown_queue_does_not_exist()
    {
        var byName = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => Sqs.GetQueueUrlAsync(NewName()));
        var byUrl = await Assert.ThrowsAsync<QueueDoesNotExistException>(
            () => Sqs.SendMessageAsync($"https://sqs.{Region}.amazonaws.com/{Server.AccountId}/nowhere", "x"));

        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", byName.ErrorCode);
        Assert.Equal("The specified queue does not exist.", byUrl.Message);
    }

    [ContractFact]
    public async Task Listing_filters_by_prefix_and_pages()
    {
        var prefix = NewName();
        foreach (var suffix in new[] { "c", "a", "b" })
        {
            await Sqs.CreateQueueAsync($"{prefix}-{suffix}");
        }

        var first = await Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix, MaxResults = 2 });
        var second = await Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = prefix, MaxResults = 2, NextToken = first.NextToken });
        var none = await Sqs.ListQueuesAsync(NewName());

        Assert.Equal(["a", "b", "c"], first.QueueUrls.Concat(second.QueueUrls).Select(url => url[^1..]));
        Assert.Null(second.NextToken);
        Assert.Null(none.QueueUrls);
    }

    [ContractFact]
    public async Task Only_the_attributes_asked_for_come_back()
    {
        var url = await CreateQueueAsync();

        var two = await Sqs.GetQueueAttributesAsync(url, ["VisibilityTimeout", "QueueArn", "Policy"]);

        Assert.Equal(["QueueArn", "VisibilityTimeout"], two.Attributes.Keys.Order(StringComparer.Ordinal));
    }

    [ContractFact(NeedsControl = true)]
    public async Task Setting_attributes_moves_the_modification_time_and_nothing_else()
    {
        var url = await CreateQueueAsync(("VisibilityTimeout", "5"));
        var before = await AttributesAsync(url);
        await Server.AdvanceAsync(TimeSpan.FromSeconds(90));

        await Sqs.SetQueueAttributesAsync(url, new() { ["DelaySeconds"] = "7" });

        var after = await AttributesAsync(url);
        Assert.Equal("7", after["DelaySeconds"]);
        Assert.Equal("5", after["VisibilityTimeout"]);
        Assert.Equal(before["CreatedTimestamp"], after["CreatedTimestamp"]);
        Assert.Equal(90, long.Parse(after["LastModifiedTimestamp"]) - long.Parse(before["LastModifiedTimestamp"]));
    }

    [ContractFact(NeedsControl = true)]
    public async Task A_deleted_queue_is_gone_and_its_name_free_after_a_minute()
    {
        var name = NewName();
        var url = (await Sqs.CreateQueueAsync(name)).QueueUrl;
        await Sqs.SendMessageAsync(url, "lost with its queue");
        await Sqs.DeleteQueueAsync(url);

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => Sqs.ReceiveMessageAsync(url));
        await Assert.ThrowsAsync<QueueDeletedRecentlyException>(() => Sqs.CreateQueueAsync(name));
        await Server.AdvanceAsync(TimeSpan.FromSeconds(60));
        await Sqs.CreateQueueAsync(name);

        Assert.Empty(await ReceiveAsync(url));
    }

    [ContractFact(NeedsControl = true)]
    public async Task Purging_empties_a_queue_once_a_minute_at_most()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(url, "visible");
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "delayed") { DelaySeconds = 10 });
        await Sqs.SendMessageAsync(url, "in flight");
        await ReceiveAsync(url, max: 1);

        await Sqs.PurgeQueueAsync(url);
        var tooSoon = await Assert.ThrowsAsync<PurgeQueueInProgressException>(() => Sqs.PurgeQueueAsync(url));

        Assert.Equal("AWS.SimpleQueueService.PurgeQueueInProgress", tooSoon.ErrorCode);
        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
        await Server.AdvanceAsync(TimeSpan.FromSeconds(60));
        await Sqs.PurgeQueueAsync(url);
    }

    [ContractFact]
    public async Task Tags_are_set_listed_and_removed()
    {
        var url = (await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = NewName(), Tags = new() { ["team"] = "sync" } })).QueueUrl;

        await Sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = url, Tags = new() { ["stage"] = "test", ["team"] = "store" } });
        await Sqs.UntagQueueAsync(new UntagQueueRequest { QueueUrl = url, TagKeys = ["stage"] });

        var tags = (await Sqs.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = url })).Tags;
        Assert.Equal([KeyValuePair.Create("team", "store")], tags);
    }

    [ContractFact]
    public async Task A_fifo_queue_needs_both_its_suffix_and_its_attribute()
    {
        var suffixOnly = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.CreateQueueAsync($"{NewName()}.fifo"));
        var attributeOnly = await Assert.ThrowsAsync<AmazonSQSException>(
            () => Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = NewName(), Attributes = new() { ["FifoQueue"] = "true" } }));

        Assert.Equal("InvalidParameterValue", suffixOnly.ErrorCode);
        Assert.Equal("InvalidParameterValue", attributeOnly.ErrorCode);
        Assert.Equal("true", (await AttributesAsync(await CreateQueueAsync(("FifoQueue", "true"))))["FifoQueue"]);
    }
}
