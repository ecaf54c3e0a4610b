using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using DataSync.Core.Apply;
using DataSync.Core.Objects;
using DataSync.Functions.CaptureObjects;

namespace DataSync.Functions.Tests.CaptureObjects;

public sealed class ObjectEventReaderTests
{
    private const string At = "2026-01-31T08:15:30.123Z";
    private static readonly Gen<string> Names = Gen.String[1, 60].Where(s => s.All(c => !char.IsSurrogate(c)));

    [Fact]
    public void Any_name_is_read_as_it_was_whichever_way_it_came()
    {
        Names.Sample(name =>
        {
            var batch = Read(Notified("ObjectCreated:Put", name), Bridged("Object Created", name));

            return batch.Malformed.Count == 0 && batch.Events.Count == 2 && batch.Events.All(e => ObjectKey.NameOf(e.Key) == name);
        });
    }

    [Fact]
    public void Events_keep_the_order_of_their_sequencers()
    {
        Gen.Select(Gen.ULong, Gen.ULong).Sample((left, right) =>
        {
            // S3 does not pad them to one length.
            var events = Read(Notified("ObjectCreated:Put", "a", left.ToString("X")), Notified("ObjectCreated:Put", "a", "00" + right.ToString("X"))).Events;

            return Math.Sign(events[0].Position.CompareTo(events[1].Position)) == left.CompareTo(right);
        });
    }

    [Fact]
    public void Damaged_messages_are_read_or_reported_and_never_lost()
    {
        var whole = Notified("ObjectCreated:Put", "a b") + "\n" + Bridged("Object Deleted", "c");
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Char[' ', '~']).Sample((at, instead) =>
        {
            var messages = (whole[..at] + instead + whole[(at + 1)..]).Split('\n').Select((m, i) => new QueueMessage($"{i}", Encoding.UTF8.GetBytes(m))).ToList();

            var batch = new ObjectEventReader("files").Read(messages);

            return batch.Events.Count + batch.Malformed.Count is >= 1 and <= 3 && batch.Events.Count == batch.Messages.Count;
        });
    }

    [Theory]
    [InlineData("ObjectCreated:Put", false)]
    [InlineData("ObjectCreated:Copy", false)]
    [InlineData("ObjectCreated:CompleteMultipartUpload", false)]
    [InlineData("s3:ObjectCreated:Post", false)]
    [InlineData("ObjectRemoved:Delete", true)]
    [InlineData("ObjectRemoved:DeleteMarkerCreated", true)]
    public void What_creates_and_what_removes_is_told_apart(string name, bool isRemoval)
    {
        var read = Assert.Single(Read(Notified(name, "a")).Events);

        Assert.Equal((isRemoval, "AWS:AROA1:datasync-Apply"), (read.IsRemoval, read.Principal));
        Assert.Equal(DateTimeOffset.Parse(At, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), read.TimeMs);
    }

    [Theory]
    [InlineData("ObjectRestore:Completed")]
    [InlineData("ObjectTagging:Put")]
    [InlineData("LifecycleTransition")]
    public void Other_events_say_nothing(string name)
    {
        var batch = Read(Notified(name, "a"));

        Assert.Empty(batch.Events);
        Assert.Empty(batch.Malformed);
    }

    [Theory]
    [InlineData("""{"Records":[{"eventName":"ObjectRemoved:Delete","eventTime":"2026-01-31T08:15:30Z","userIdentity":{"principalId":"AWS:A"},"s3":{"object":{"key":"a","versionId":"v","sequencer":"1"}}}]}""")]
    [InlineData("""{"detail-type":"Object Deleted","time":"2026-01-31T08:15:30Z","detail":{"deletion-type":"Permanently Deleted","object":{"key":"a","version-id":"v","sequencer":"1"}}}""")]
    public void Who_purges_an_old_version_does_not_delete_the_object(string message)
    {
        var batch = Read(message);

        Assert.Empty(batch.Events);
        Assert.Empty(batch.Malformed);
    }

    [Fact]
    public void The_test_event_says_nothing()
    {
        var batch = Read("""{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-01-31T08:15:30.000Z","Bucket":"b","RequestId":"1","HostId":"2"}""");

        Assert.Empty(batch.Events);
        Assert.Empty(batch.Malformed);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("""{"Records":[{"eventName":"ObjectCreated:Put"}]}""")]
    [InlineData("""{"Records":[7]}""")]
    [InlineData("""{"Records":[{"eventName":"ObjectCreated:Put","eventTime":"never","s3":{"object":{"key":"a","sequencer":"1"}}}]}""")]
    [InlineData("""{"Records":[{"eventName":"ObjectCreated:Put","eventTime":"2026-01-31T08:15:30Z","s3":{"object":{"key":"a","sequencer":"xyz"}}}]}""")]
    [InlineData("""{"Records":[{"eventName":"ObjectCreated:Put","eventTime":"2026-01-31T08:15:30Z","s3":{"object":{"key":"%ff","sequencer":"1"}}}]}""")]
    [InlineData("""{"detail-type":"Object Created","time":"2026-01-31T08:15:30Z","detail":{}}""")]
    public void What_is_no_event_is_reported_and_its_neighbours_are_read(string message)
    {
        var batch = Read(message, Notified("ObjectCreated:Put", "good"));

        Assert.Equal("good", ObjectKey.NameOf(Assert.Single(batch.Events).Key));
        var malformed = Assert.Single(batch.Malformed);
        Assert.Equal("0", malformed.MessageId);
        Assert.NotEmpty(malformed.Error);
    }

    [Fact]
    public void An_event_over_eventbridge_does_not_say_who_it_was()
    {
        var read = Assert.Single(Read(Bridged("Object Deleted", "a+b")).Events);

        Assert.Equal((true, null, "a+b"), (read.IsRemoval, read.Principal, ObjectKey.NameOf(read.Key)));
    }

    private static ObjectBatch Read(params string[] messages) =>
        new ObjectEventReader("files").Read([.. messages.Select((m, i) => new QueueMessage($"{i}", Encoding.UTF8.GetBytes(m)))]);

    // As S3 encodes: a space is a plus, a slash stays.
    private static string Notified(string name, string key, string sequencer = "0055AED6DCD90281E5")
    {
        var encoded = WebUtility.UrlEncode(key).Replace("%2F", "/", StringComparison.Ordinal);
        return JsonSerializer.Serialize(new
        {
            Records = new[] { new { eventVersion = "2.1", eventTime = At, eventName = name, userIdentity = new { principalId = "AWS:AROA1:datasync-Apply" }, s3 = new { @object = new { key = encoded, size = 1, eTag = "e", sequencer } } } },
        });
    }

    private static string Bridged(string type, string key) =>
        "{\"version\":\"0\",\"detail-type\":\"" + type + "\",\"source\":\"aws.s3\",\"time\":\"" + At + "\",\"detail\":{\"object\":{\"key\":" + JsonSerializer.Serialize(key) + ",\"sequencer\":\"0A\"}}}";
}
