using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.Sqs;

/// <summary>Sending, and what comes back. The SDK itself checks the MD5 digests of bodies and attributes.</summary>
public sealed class MessageContract : SqsContract
{
    [ContractTheory]
    [InlineData("plain")]
    [InlineData("{\"json\": \"with \\\"quotes\\\" and \\u0001 escaped\"}")]
    [InlineData("tab\t, line\r\n, Ünïcödé, 漢字, \uE000, \uFFFD, 😀")]
    [InlineData("<xml a='&amp;'/>")]
    public async Task A_body_comes_back_as_it_was_sent(string body)
    {
        var url = await CreateQueueAsync();

        var sent = await Sqs.SendMessageAsync(url, body);

        var message = Assert.Single(await ReceiveAsync(url));
        Assert.Equal(body, message.Body);
        Assert.Equal(sent.MessageId, message.MessageId);
        Assert.Equal(sent.MD5OfMessageBody, message.MD5OfBody);
    }

    [ContractTheory]
    [InlineData("a\u0000b", "a\uFFFDb")]
    [InlineData("a\u000Bb", "a\uFFFDb")]
    [InlineData("\u001F.", "\uFFFD.")]
    [InlineData("x\uFFFEy\uFFFF", "x\uFFFDy\uFFFD")]
    public async Task Characters_outside_xml_are_replaced(string body, string stored)
    {
        var url = await CreateQueueAsync();

        await Sqs.SendMessageAsync(url, body);

        Assert.Equal([stored], await ReceiveBodiesAsync(url));
    }

    [ContractFact]
    public async Task A_body_without_a_single_valid_character_is_refused()
    {
        var url = await CreateQueueAsync();

        var error = await Assert.ThrowsAsync<InvalidMessageContentsException>(() => Sqs.SendMessageAsync(url, "\u0001\u0002"));

        Assert.Equal("InvalidMessageContents", error.ErrorCode);
        Assert.Empty(await ReceiveAsync(url));
    }

    [ContractFact]
    public async Task An_empty_body_is_refused()
    {
        var url = await CreateQueueAsync();

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(url, string.Empty));

        Assert.Equal("MissingParameter", error.ErrorCode);
    }

    [ContractFact]
    public async Task One_mebibyte_is_the_limit_attributes_included()
    {
        var url = await CreateQueueAsync();
        var largest = new SendMessageRequest(url, new string('x', 1_048_576 - 11))
        {
            MessageAttributes = new() { ["name"] = new MessageAttributeValue { DataType = "String", StringValue = "v" } },
        };

        await Sqs.SendMessageAsync(largest);
        largest.MessageBody += "x";
        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(largest));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        Assert.Equal(1_048_565, Assert.Single(await ReceiveAsync(url)).Body.Length);
    }

    [ContractFact]
    public async Task A_queues_own_size_limit_counts_bytes_not_characters()
    {
        var url = await CreateQueueAsync(("MaximumMessageSize", "1024"));

        await Sqs.SendMessageAsync(url, new string('ü', 512));

        await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(url, new string('ü', 513)));
    }

    [ContractFact]
    public async Task Message_attributes_of_all_types_come_back()
    {
        var url = await CreateQueueAsync();
        var request = new SendMessageRequest(url, "x")
        {
            MessageAttributes = new()
            {
                ["text"] = new MessageAttributeValue { DataType = "String", StringValue = "Grüße" },
                ["count"] = new MessageAttributeValue { DataType = "Number.int", StringValue = "-12.5" },
                ["bytes"] = new MessageAttributeValue { DataType = "Binary.png", BinaryValue = new MemoryStream([0, 1, 255]) },
            },
        };

        var sent = await Sqs.SendMessageAsync(request);

        var message = Assert.Single(await ReceiveAsync(url));
        Assert.Equal(sent.MD5OfMessageAttributes, message.MD5OfMessageAttributes);
        Assert.Equal("Grüße", message.MessageAttributes["text"].StringValue);
        Assert.Equal(("Number.int", "-12.5"), (message.MessageAttributes["count"].DataType, message.MessageAttributes["count"].StringValue));
        Assert.Equal([0, 1, 255], message.MessageAttributes["bytes"].BinaryValue.ToArray());
    }

    [ContractTheory]
    [InlineData("AWS.reserved", "String", "v")]
    [InlineData("two..dots", "String", "v")]
    [InlineData("white space", "String", "v")]
    [InlineData("name", "Text", "v")]
    [InlineData("name", "Number", "twelve")]
    [InlineData("name", "String", "")]
    public async Task A_malformed_message_attribute_is_refused(string name, string type, string value)
    {
        var url = await CreateQueueAsync();
        var request = new SendMessageRequest(url, "x")
        {
            MessageAttributes = new() { [name] = new MessageAttributeValue { DataType = type, StringValue = value } },
        };

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(request));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    [ContractFact]
    public async Task Message_attributes_are_selected_by_name_and_prefix()
    {
        var url = await CreateQueueAsync(("VisibilityTimeout", "0"));
        var attributes = new[] { "app.a", "app.b", "other" }.ToDictionary(
            name => name, name => new MessageAttributeValue { DataType = "String", StringValue = name });
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "x") { MessageAttributes = attributes });

        var byPrefix = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MessageAttributeNames = ["app.*"] });
        var byName = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MessageAttributeNames = ["other", "absent"] });
        var without = await Sqs.ReceiveMessageAsync(url);

        Assert.Equal(["app.a", "app.b"], byPrefix.Messages[0].MessageAttributes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["other"], byName.Messages[0].MessageAttributes.Keys);
        Assert.Null(without.Messages[0].MessageAttributes);
        Assert.Null(without.Messages[0].Attributes);
    }

    [ContractFact(NeedsControl = true)]
    public async Task System_attributes_tell_when_and_how_often()
    {
        var url = await CreateQueueAsync(("VisibilityTimeout", "0"));
        await Sqs.SendMessageAsync(url, "x");
        await Server.AdvanceAsync(TimeSpan.FromSeconds(2));
        var first = Assert.Single(await ReceiveAsync(url)).Attributes;
        await Server.AdvanceAsync(TimeSpan.FromSeconds(3));

        var second = Assert.Single(await ReceiveAsync(url)).Attributes;

        Assert.Equal(("1", "2"), (first["ApproximateReceiveCount"], second["ApproximateReceiveCount"]));
        Assert.Equal(first["SentTimestamp"], second["SentTimestamp"]);
        Assert.Equal(2_000, long.Parse(first["ApproximateFirstReceiveTimestamp"]) - long.Parse(first["SentTimestamp"]));
        Assert.Equal(first["ApproximateFirstReceiveTimestamp"], second["ApproximateFirstReceiveTimestamp"]);
        Assert.NotEmpty(first["SenderId"]);
    }

    [ContractFact]
    public async Task A_trace_header_travels_as_a_system_attribute()
    {
        var url = await CreateQueueAsync();
        var request = new SendMessageRequest(url, "x")
        {
            MessageSystemAttributes = new() { ["AWSTraceHeader"] = new MessageSystemAttributeValue { DataType = "String", StringValue = "Root=1-2-3" } },
        };

        var sent = await Sqs.SendMessageAsync(request);

        Assert.NotNull(sent.MD5OfMessageSystemAttributes);
        Assert.Equal("Root=1-2-3", Assert.Single(await ReceiveAsync(url)).Attributes["AWSTraceHeader"]);
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(11)]
    public async Task A_receive_asks_for_one_to_ten_messages(int max)
    {
        var url = await CreateQueueAsync();

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => ReceiveAsync(url, max));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    [ContractFact]
    public async Task A_receive_returns_one_message_unless_told_otherwise_oldest_first()
    {
        var url = await CreateQueueAsync();
        for (var number = 1; number <= 5; number++)
        {
            await Sqs.SendMessageAsync(url, $"{number}");
        }

        var one = await Sqs.ReceiveMessageAsync(url);
        var rest = await ReceiveBodiesAsync(url);

        Assert.Equal("1", Assert.Single(one.Messages).Body);
        Assert.Equal(["2", "3", "4", "5"], rest);
    }

    [ContractFact]
    public async Task A_batch_sends_all_its_entries()
    {
        var url = await CreateQueueAsync();
        var entries = Enumerable.Range(0, 10).Select(number => new SendMessageBatchRequestEntry($"id-{number}", $"{number}")).ToList();

        var response = await Sqs.SendMessageBatchAsync(url, entries);

        Assert.True(response.Failed is null or { Count: 0 });
        Assert.Equal(entries.Select(entry => entry.Id), response.Successful.Select(entry => entry.Id));
        Assert.Equal(entries.Select(entry => entry.MessageBody), await ReceiveBodiesAsync(url));
    }

    [ContractFact]
    public async Task A_bad_entry_fails_alone_in_a_batch_that_succeeds()
    {
        var url = await CreateQueueAsync(("MaximumMessageSize", "1024"));
        List<SendMessageBatchRequestEntry> entries = [new("good", "x"), new("large", new string('x', 1025)), new("control", "\u0001")];

        var response = await Sqs.SendMessageBatchAsync(url, entries);

        Assert.Equal("good", Assert.Single(response.Successful).Id);
        Assert.Equal([("large", "InvalidParameterValue"), ("control", "InvalidMessageContents")], response.Failed.Select(entry => (entry.Id, entry.Code)));
        Assert.All(response.Failed, entry => Assert.True(entry.SenderFault));
    }

    [ContractFact]
    public async Task A_batch_as_a_whole_has_rules_too()
    {
        var url = await CreateQueueAsync();
        var half = new string('x', 524_289);
        var eleven = Enumerable.Range(0, 11).Select(number => new SendMessageBatchRequestEntry($"{number}", "x")).ToList();

        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => Sqs.SendMessageBatchAsync(url, []));
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(() => Sqs.SendMessageBatchAsync(url, eleven));
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(() => Sqs.SendMessageBatchAsync(url, [new("a", "x"), new("a", "y")]));
        await Assert.ThrowsAsync<InvalidBatchEntryIdException>(() => Sqs.SendMessageBatchAsync(url, [new("a b", "x")]));
        await Assert.ThrowsAsync<BatchRequestTooLongException>(() => Sqs.SendMessageBatchAsync(url, [new("a", half), new("b", half)]));

        Assert.Empty(await ReceiveAsync(url));
    }

    [ContractFact]
    public async Task Two_halves_of_a_mebibyte_make_one_batch()
    {
        var url = await CreateQueueAsync();
        var half = new string('x', 524_288);

        var response = await Sqs.SendMessageBatchAsync(url, [new("a", half), new("b", half)]);

        Assert.Equal(2, response.Successful.Count);
        Assert.All(await ReceiveAsync(url), message => Assert.Equal(524_288, Encoding.UTF8.GetByteCount(message.Body)));
    }

    [ContractFact]
    public async Task Ten_message_attributes_are_the_limit()
    {
        var url = await CreateQueueAsync();
        Task SendAsync(int count) => Sqs.SendMessageAsync(new SendMessageRequest(url, "x")
        {
            MessageAttributes = Enumerable.Range(0, count).ToDictionary(n => $"a{n}", _ => new MessageAttributeValue { DataType = "String", StringValue = "v" }),
        });

        await SendAsync(10);
        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => SendAsync(11));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    [ContractFact]
    public async Task Only_the_system_attributes_asked_for_come_back()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(url, "x");

        var received = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MessageSystemAttributeNames = ["SentTimestamp", "ApproximateReceiveCount"] });

        Assert.Equal(["ApproximateReceiveCount", "SentTimestamp"], Assert.Single(received.Messages).Attributes.Keys.Order(StringComparer.Ordinal));
    }

    [ContractFact]
    public async Task A_group_id_on_a_standard_queue_comes_back_and_holds_nothing_up()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "1") { MessageGroupId = "tenant" });
        await Sqs.SendMessageAsync(new SendMessageRequest(url, "2") { MessageGroupId = "tenant" });

        var first = Assert.Single(await ReceiveAsync(url, max: 1));
        var second = Assert.Single(await ReceiveAsync(url, max: 1));

        Assert.Equal(("tenant", "tenant"), (first.Attributes["MessageGroupId"], second.Attributes["MessageGroupId"]));
    }

    [ContractTheory]
    [InlineData(-1)]
    [InlineData(21)]
    public async Task A_long_poll_waits_up_to_twenty_seconds(int seconds)
    {
        var url = await CreateQueueAsync();

        var error = await Assert.ThrowsAsync<AmazonSQSException>(() => Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = seconds }));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    [ContractFact]
    public async Task The_other_batches_have_rules_too()
    {
        var url = await CreateQueueAsync();
        DeleteMessageBatchRequestEntry Delete(string id) => new(id, "handle");
        ChangeMessageVisibilityBatchRequestEntry Change(string id) => new(id, "handle") { VisibilityTimeout = 1 };
        List<string> eleven = [.. Enumerable.Range(0, 11).Select(n => $"{n}")];

        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => Sqs.DeleteMessageBatchAsync(url, []));
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(() => Sqs.DeleteMessageBatchAsync(url, eleven.ConvertAll(Delete)));
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(() => Sqs.DeleteMessageBatchAsync(url, [Delete("a"), Delete("a")]));
        await Assert.ThrowsAsync<EmptyBatchRequestException>(() => Sqs.ChangeMessageVisibilityBatchAsync(url, []));
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(() => Sqs.ChangeMessageVisibilityBatchAsync(url, eleven.ConvertAll(Change)));
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(() => Sqs.ChangeMessageVisibilityBatchAsync(url, [Change("a"), Change("a")]));
    }
}
