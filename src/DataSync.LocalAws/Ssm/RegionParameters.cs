namespace DataSync.LocalAws.Ssm;

/// <summary>A region's parameters with their latest versions. Safe for concurrent use.</summary>
internal sealed class RegionParameters
{
    /// <summary>AWS keeps a hundred versions and drops the oldest.</summary>
    private const int MaxVersions = 100;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, List<ParameterVersion>> _parameters = new(StringComparer.Ordinal);

    /// <summary>Writes the version that <paramref name="next"/> makes of the newest one (null: there is none yet).</summary>
    public ParameterVersion Put(string name, Func<ParameterVersion?, ParameterVersion> next)
    {
        lock (_lock)
        {
            var versions = _parameters.GetValueOrDefault(name);
            var version = next(versions?[^1]);
            if (versions is null)
            {
                _parameters[name] = versions = [];
            }

            versions.Add(version);
            if (versions.Count > MaxVersions)
            {
                versions.RemoveAt(0);
            }

            return version;
        }
    }

    /// <summary>What the reference means; null when there is no such parameter.</summary>
    public ParameterVersion? Find(string reference)
    {
        var (name, number) = ParameterName.Parse(reference);
        lock (_lock)
        {
            if (!_parameters.TryGetValue(name, out var versions))
            {
                return null;
            }

            return number is null
                ? versions[^1]
                : versions.Find(version => version.Version == number)
                    ?? throw new SsmException("ParameterVersionNotFound", $"Systems Manager could not find version {number} of {name}.");
        }
    }

    /// <summary>The versions that are kept, oldest first; null when there is no such parameter.</summary>
    public IReadOnlyList<ParameterVersion>? History(string name)
    {
        lock (_lock)
        {
            return _parameters.TryGetValue(name, out var versions) ? [.. versions] : null;
        }
    }

    public bool Remove(string name)
    {
        lock (_lock)
        {
            return _parameters.Remove(name);
        }
    }

    /// <summary>The newest version of every parameter, by name.</summary>
    public IReadOnlyList<ParameterVersion> All()
    {
        lock (_lock)
        {
            return [.. _parameters.Values.Select(versions => versions[^1])];
        }
    }
}
