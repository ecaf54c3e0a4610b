using System.Globalization;

namespace DataSync.Local.Faults;

/// <summary>
/// The clock of each region: what its stream records are stamped with and, where the library libfaketime is installed, what its functions' processes
/// take for the time of day. Waits and timeouts are not concerned: a clock that is wrong still runs out at the right time.
/// </summary>
public sealed class RegionClocks : IDisposable
{
    // The one whose calls take turns. In the other each look sets a shared buffer to "+0" before it reads the file: with two threads at it, one of them
    // now and then sees the machine's time, days away from the region's (libfaketime's pull request 547).
    private const string LibraryName = "libfaketimeMT.so.1";

    private readonly TimeProvider _time;
    private readonly RegionFaults _faults;
    private readonly ClockControl _control;
    private readonly string? _folder;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _frozen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _regions = new(StringComparer.Ordinal);

    /// <param name="time">The right time.</param>
    /// <param name="faults">Which clocks are wrong.</param>
    /// <param name="control">How the functions' processes follow.</param>
    internal RegionClocks(TimeProvider time, RegionFaults faults, ClockControl control)
    {
        _time = time;
        _faults = faults;
        _control = control;
        _folder = control == ClockControl.None ? null : Directory.CreateTempSubdirectory("datasync-clocks-").FullName;
        faults.Changed = Apply;
    }

    /// <summary>True when the functions' processes follow, too.</summary>
    public bool ReachesFunctions => _control != ClockControl.None;

    /// <summary>The path of libfaketime where it is installed (Debian's package <c>libfaketime</c>), or null.</summary>
    public static string? FindLibrary() => OperatingSystem.IsLinux()
        ? new[] { "/usr/lib", "/usr/lib64", "/usr/local/lib" }
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetDirectories(folder, "*-linux-gnu").Append(folder))
            .Select(folder => Path.Combine(folder, "faketime", LibraryName))
            .FirstOrDefault(File.Exists)
        : null;

    /// <summary>What the region takes for the time at this moment.</summary>
    public DateTimeOffset Now(string region) => At(region, _time.GetUtcNow());

    /// <summary>Tells the functions' processes what time it is in their region. Done by itself when a fault begins or ends; to be called when the host's time has jumped.</summary>
    public void Apply()
    {
        lock (_lock)
        {
            foreach (var region in _regions)
            {
                Write(region);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>What a stream record written now is stamped with; counted when the clock is wrong.</summary>
    internal DateTimeOffset Stamp(string region, DateTimeOffset now)
    {
        var stamp = At(region, now);
        if (stamp != now)
        {
            _faults.Struck(_faults.Active.Any(fault => fault.Kind == FaultKind.Freeze && fault.Region == region) ? FaultKind.Freeze : FaultKind.Skew, region);
        }

        return stamp;
    }

    /// <summary>Variables for a function's process; none when it is left alone.</summary>
    internal IReadOnlyDictionary<string, string> Variables(string region)
    {
        if (_control == ClockControl.None)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        lock (_lock)
        {
            _regions.Add(region);
            Write(region);
        }

        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = FindLibrary() ?? "",
            ["FAKETIME_TIMESTAMP_FILE"] = FileOf(region),
            [_control == ClockControl.AtOnce ? "FAKETIME_NO_CACHE" : "FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
            // Else every timed wait of .NET, which is on the monotonic clock, returns at once and is begun anew: a busy loop in each thread.
            ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        };
    }

    private DateTimeOffset At(string region, DateTimeOffset now)
    {
        var active = _faults.Active;
        var skew = active.Where(fault => fault.Kind == FaultKind.Skew && fault.Region == region).Aggregate(TimeSpan.Zero, (sum, fault) => sum + fault.Amount);
        var isFrozen = active.Any(fault => fault.Kind == FaultKind.Freeze && fault.Region == region);
        lock (_lock)
        {
            if (!isFrozen)
            {
                _frozen.Remove(region);
                return now + skew;
            }

            if (!_frozen.TryGetValue(region, out var since))
            {
                _frozen[region] = since = now;
            }

            return since + skew;
        }
    }

    private void Write(string region)
    {
        var now = _time.GetUtcNow();
        var at = At(region, now);
        var text = _frozen.ContainsKey(region)
            ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : (at - TimeProvider.System.GetUtcNow()).TotalSeconds.ToString("+0.000;-0.000", CultureInfo.InvariantCulture);
        // Renamed into place: a process that looks at this moment sees the old time or the new one, never half a line.
        var next = FileOf(region) + ".next";
        File.WriteAllText(next, text + "\n");
        File.Move(next, FileOf(region), overwrite: true);
    }

    private string FileOf(string region) => Path.Combine(_folder!, region);
}
