using DataSync.Core.Envelopes;
using DataSync.Core.Items;
using DataSync.Core.Objects;
using DataSync.Core.Ports;

namespace DataSync.Core.Apply;

/// <summary>
/// Item and object together: an item that names an object waits until the object is there, so that no reader finds the one
/// without the other. It waits for a bounded time; then it goes ahead, and that is counted.
/// </summary>
public sealed class ObjectGate(SyncOptions options, IObjectStore objects)
{
    private const string UrlStart = "s3://";

    /// <summary>True when the item must come back later.</summary>
    /// <param name="change">Any change; only puts of items that name an object are looked at.</param>
    /// <param name="waited">How long it has been put off so far.</param>
    /// <param name="report">Counts what is held back and what goes ahead.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="StoreException">The bucket could not be asked.</exception>
    public async ValueTask<bool> MustWaitAsync(Change change, TimeSpan waited, ApplyReport report, CancellationToken cancellationToken)
    {
        if (options.ObjectReferenceAttribute is not { } attribute || change.Image?.FindText(attribute) is not { Length: > 0 } reference)
        {
            return false;
        }

        if (KeyOf(reference) is not { } key || await objects.ReadAsync(key, cancellationToken) is not null)
        {
            return false;
        }

        var isOver = waited >= options.ObjectWaitLimit;
        report.HeldBack(isOver);
        return !isOver;
    }

    // The name alone, or an s3:// address, whose bucket is another one in each region. Anything else names no object.
    private ItemKey? KeyOf(string reference)
    {
        var name = reference;
        if (reference.StartsWith(UrlStart, StringComparison.Ordinal))
        {
            var slash = reference.IndexOf('/', UrlStart.Length);
            name = slash < 0 ? "" : reference[(slash + 1)..];
        }

        try
        {
            return ObjectKey.Of(options.ObjectEntity!, name);
        }
        catch (MalformedItemException)
        {
            return null;
        }
    }
}
