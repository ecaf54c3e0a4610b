namespace DataSync.Cli.Deployments;

/// <summary>The stacks of all regions.</summary>
internal sealed class Deployment : IDisposable
{
    private Deployment(IReadOnlyList<RegionStack> regions) => Regions = regions;

    /// <summary>All regions in the deployment's own order. One that does not answer is among them (<see cref="RegionStack.Error"/>).</summary>
    public IReadOnlyList<RegionStack> Regions { get; }

    /// <summary>Those that answer.</summary>
    public IEnumerable<RegionStack> Reachable => Regions.Where(r => r.Error is null);

    /// <summary>A region.</summary>
    /// <exception cref="OperatorException">It is not in the deployment.</exception>
    public RegionStack Region(string name) => Regions.FirstOrDefault(r => r.Name == name)
        ?? throw new OperatorException(ExitCodes.CannotStart, $"'{name}' is not a region of this deployment; they are {string.Join(", ", Regions.Select(r => r.Name))}.");

    /// <summary>Asks the one region for the others, and each for its settings.</summary>
    /// <exception cref="OperatorException">The region asked first does not answer, or has no stack.</exception>
    public static async Task<Deployment> OpenAsync(ConnectionOptions options, CancellationToken cancellationToken)
    {
        var credentials = Credentials.Of(options);
        var home = new RegionStack(options.Region, options, credentials);
        await home.ReadSettingsAsync(cancellationToken);
        if (home.Error is { } error)
        {
            home.Dispose();
            throw new OperatorException(ExitCodes.CannotStart, $"{options.Region}: {error} (Another region of the deployment can be asked with --region.)");
        }

        var regions = home.Settings.Regions.Select(name => name == home.Name ? home : new RegionStack(name, options, credentials)).ToList();
        if (!regions.Contains(home))
        {
            // Its own list leaves it out: a stack that was left behind. It is shown all the same.
            regions.Insert(0, home);
        }

        await Task.WhenAll(regions.Where(r => r != home).Select(r => r.ReadSettingsAsync(cancellationToken)));
        return new Deployment(regions);
    }

    /// <summary>Asks those again that did not answer: a region comes back while one watches.</summary>
    public Task RetryAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Regions.Where(r => r.Error is not null).Select(r => r.ReadSettingsAsync(cancellationToken)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var region in Regions)
        {
            region.Dispose();
        }
    }
}
