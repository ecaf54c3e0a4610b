using System.Globalization;
using DataSync.Cli.Local;

namespace DataSync.Cli.Demo;

/// <summary>The demo's part in S3: objects written in all regions, and the proof that all hold the same.</summary>
internal sealed class ObjectDemo : IDisposable
{
    private const double ShareOfRate = 0.1;
    private const double LeastPerSecond = 1;
    private const double Mega = 1e6;

    private readonly LocalSession _session;
    private readonly List<(string Region, string Bucket)> _buckets;
    private readonly List<ObjectApplication> _applications;

    private ObjectDemo(LocalSession session, DemoOptions options, List<(string Region, string Bucket)> buckets)
    {
        _session = session;
        _buckets = buckets;
        _applications = [.. buckets.Select((b, i) => new ObjectApplication(session.Host.Endpoint, b.Bucket, b.Region, (options.Seed * 37) + i, session.Options.Time))];
        Rate = Math.Max(LeastPerSecond, options.Rate * ShareOfRate);
    }

    /// <summary>Writes a second over all regions.</summary>
    public double Rate { get; }

    /// <summary>Writes and deletes done so far.</summary>
    public long WriteCount => _applications.Sum(a => a.PutCount + a.DeleteCount);

    /// <summary>The demo for the stack's bucket; null when it keeps none the same.</summary>
    public static ObjectDemo? Of(LocalSession session, DemoOptions options)
    {
        var buckets = session.Host.Regions.Select(r => (r.Name, Bucket: LocalSession.Bucket(r))).ToList();
        return buckets.Exists(b => b.Bucket is null) ? null : new ObjectDemo(session, options, [.. buckets.Select(b => (b.Name, b.Bucket!.Name))]);
    }

    /// <summary>Writes until cancelled; the writes under way are finished.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var writers = _applications.Select(a => Steadily.RunAsync(a.WriteAsync, Rate / _applications.Count, _session.Options.Time, cancellationToken)).ToList();
        var huge = new ObjectApplication(_session.Host.Endpoint, _buckets[0].Bucket, _buckets[0].Region, 0, _session.Options.Time);
        _applications.Add(huge);
        await Task.WhenAll([.. writers, huge.WriteHugeAsync(CancellationToken.None)]);
    }

    /// <summary>What the regions do not agree on, or lost; empty when all hold the same. Tells what they hold.</summary>
    public async Task<IReadOnlyList<string>> ProveAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        var contents = new List<(string Region, SortedDictionary<string, HeldObject> Held)>();
        foreach (var (region, bucket) in _buckets)
        {
            contents.Add((region, await BucketContents.ReadAsync(_session.Host.Endpoint, bucket, region, cancellationToken)));
        }

        List<string> problems = [.. Convergence.Differences(contents), .. Lost(_applications, contents)];
        if (problems.Count == 0)
        {
            var held = contents[0].Held.Values;
            tell(string.Create(
                CultureInfo.InvariantCulture,
                $"All {contents.Count} regions hold the same {held.Count} objects of {held.Sum(o => o.SizeBytes) / Mega:0.0} MB, by size, ETag, headers and metadata, {held.Count(o => o.Digest is not null)} of them byte for byte; {_applications.Sum(a => a.PutCount)} were written ({_applications.Sum(a => a.ByteCount) / Mega:0.0} MB), {_applications.Sum(a => a.DeleteCount)} deleted, and none of a region's own writes was lost."));
        }

        return problems;
    }

    public void Dispose() => _applications.ForEach(a => a.Dispose());

    /// <summary>Objects that one region writes: each region must hold its last write of them, or none if that was a delete.</summary>
    internal static IEnumerable<string> Lost(IEnumerable<ObjectApplication> applications, IReadOnlyList<(string Region, SortedDictionary<string, HeldObject> Held)> contents)
    {
        foreach (var (key, number) in applications.SelectMany(a => a.ExpectedOwn))
        {
            foreach (var (region, held) in contents)
            {
                var found = held.GetValueOrDefault(key);
                if (number is null && found is not null)
                {
                    yield return $"{key} in {region} is there, though it was deleted last";
                }
                else if (number is not null && found?.Header(ObjectApplication.NumberName) != number)
                {
                    yield return $"{key} in {region} is of write {found?.Header(ObjectApplication.NumberName) ?? "none"}, not of {number}";
                }
            }
        }
    }
}
