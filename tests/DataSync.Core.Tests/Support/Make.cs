using System.Globalization;
using System.Text;
using DataSync.Core.Apply;
using DataSync.Core.Capture;
using DataSync.Core.DeadLetters;
using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Ports;
using DataSync.Core.Versions;

namespace DataSync.Core.Tests.Support;

/// <summary>Builders with sane defaults: three regions, one table named orders, a fixed instant.</summary>
public static class Make
{
    /// <summary>Region of the code under test.</summary>
    public const string Here = "us-east-1";

    /// <summary>Another region.</summary>
    public const string There = "eu-west-1";

    /// <summary>A third region.</summary>
    public const string Third = "ap-southeast-1";

    /// <summary>The table.</summary>
    public const string Entity = "orders";

    /// <summary>The instant at which tests start.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 8, 15, 30, TimeSpan.Zero);

    /// <summary>The same in milliseconds.</summary>
    public static readonly long StartMs = Start.ToUnixTimeMilliseconds();

    /// <summary>An invocation.</summary>
    public static readonly InvocationScope Scope = new("Function", "request-1");

    /// <summary>Options of <see cref="Here"/>.</summary>
    public static SyncOptions Options => new() { Region = Here, Regions = [Here, There, Third], Entity = Entity };

    /// <summary>A key.</summary>
    public static ItemKey Key(string pk = "a") => ItemKey.Parse(Entity, Encoding.UTF8.GetBytes($$$"""{"pk":{"S":"{{{pk}}}"} }"""), new CanonicalJson());

    /// <summary>An item's content.</summary>
    public static ItemImage Image(int x = 1, string pk = "a") => StoredItem.Parse($$$"""{"pk":{"S":"{{{pk}}}"},"x":{"N":"{{{x}}}"} }""").Content;

    /// <summary>An item as an application writes it.</summary>
    public static StoredItem Plain(int x = 1, string pk = "a") => new(Image(x, pk), null);

    /// <summary>A version, counted from <see cref="StartMs"/>.</summary>
    public static ItemVersion Version(int ms, string region = There, int counter = 0) => new(StartMs + ms, counter, region);

    /// <summary>A place in the stream.</summary>
    public static StreamPosition Position(int sequence) =>
        StreamPosition.Of("2026-01-31T08:00:00.000", sequence.ToString("D21", CultureInfo.InvariantCulture));

    /// <summary>A stream record.</summary>
    public static StreamRecord Record(int sequence, StoredItem? old, StoredItem? @new, string pk = "a", long writtenMs = 0) =>
        new(Key(pk), Position(sequence), StartMs + writtenMs, old, @new) { Json = Encoding.UTF8.GetBytes($$"""{"sequence":{{sequence}} }""") };

    /// <summary>A put from <see cref="There"/>.</summary>
    public static Change Put(int ms, int x = 1, string pk = "a", string region = There) =>
        new(Key(pk), Version(ms, region), ItemVersion.Zero, Image(x, pk));

    /// <summary>A delete from <see cref="There"/>.</summary>
    public static Change Delete(int ms, string pk = "a", string region = There) => new(Key(pk), Version(ms, region), ItemVersion.Zero, null);

    /// <summary>A message that carries the changes.</summary>
    public static QueueMessage Message(string id, params Change[] changes)
    {
        var header = new EnvelopeHeader(There, 1, StartMs);
        return new QueueMessage(id, EnvelopePacker.Pack(header, changes, new List<int>()).Single().Json);
    }

    /// <summary>A message of any text.</summary>
    public static QueueMessage Text(string id, string body) => new(id, Encoding.UTF8.GetBytes(body));

    /// <summary>The envelope in a sent message.</summary>
    public static Envelope Open(OutgoingMessage message) => new EnvelopeReader().Read(message.Body);

    /// <summary>The dead letter in a sent message.</summary>
    public static DeadLetter Letter(OutgoingMessage message) => DeadLetterCodec.Decode(message.Body);

    /// <summary>UTF-8 bytes as text.</summary>
    public static string TextOf(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
