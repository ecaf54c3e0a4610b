using DataSync.Cli.Deployments;
using DataSync.Cli.Local;
using DataSync.Local;

namespace DataSync.Cli.Drill;

/// <summary>Where a drill happens: a deployment, or a local host of its own with one.</summary>
internal sealed class DrillStage : IAsyncDisposable
{
    private DrillStage(Deployment deployment, LocalHost? host) => (Deployment, Host) = (deployment, host);

    /// <summary>The stacks.</summary>
    public Deployment Deployment { get; }

    /// <summary>The local host; null where the deployment runs elsewhere.</summary>
    public LocalHost? Host { get; }

    /// <summary>A deployment that runs already.</summary>
    public static async Task<DrillStage> OpenAsync(ConnectionOptions options, CancellationToken cancellationToken) =>
        new(await Deployment.OpenAsync(options, cancellationToken), host: null);

    /// <summary>Starts a local host with these regions.</summary>
    /// <exception cref="OperatorException">It cannot start.</exception>
    public static async Task<DrillStage> StartLocalAsync(IReadOnlyList<string> regions, IReadOnlyDictionary<string, string> parameters, CancellationToken cancellationToken)
    {
        LocalHost? host = null;
        try
        {
            var options = new LocalHostOptions
            {
                TemplatePath = LocalPaths.Template(named: null),
                FunctionPath = LocalPaths.Functions(named: null, isAot: false),
                Regions = regions,
                Parameters = new Dictionary<string, string>(parameters, StringComparer.Ordinal) { ["Regions"] = string.Join(',', regions) },
                Time = TimeProvider.System,
            };
            host = await LocalHost.StartAsync(options, cancellationToken);
            var connection = new ConnectionOptions(regions[0], Profile: null, host.Endpoint, host.Regions[0].Stack.Parameters["NamePrefix"]);
            return new DrillStage(await Deployment.OpenAsync(connection, cancellationToken), host);
        }
        catch (Exception e) when (e is LocalHostException or DataSync.Local.Templates.TemplateException)
        {
            throw new OperatorException(ExitCodes.CannotStart, e.Message, e);
        }
        catch when (host is not null)
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Deployment.Dispose();
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }
    }
}
