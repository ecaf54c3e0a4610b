using DataSync.Cli.Deployments;
using DataSync.Cli.WebConsole;
using DataSync.Local;
using DataSync.Local.Faults;
using DataSync.Local.Runtime;
using DataSync.Local.Templates;
using Spectre.Console;

namespace DataSync.Cli.Local;

/// <summary>A running local host with what is known about it: metrics, lag, and the functions' complaints.</summary>
internal sealed class LocalSession : IAsyncDisposable
{
    private const int MaxComplaints = 5;
    private static readonly TimeSpan LivePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PlainPeriod = TimeSpan.FromSeconds(10);

    private readonly StreamWriter? _log;
    private readonly Queue<string> _complaints = new();
    private LocalHost? _host;
    private LagProbe? _lag;
    private DeploymentSource? _source;
    private ConsoleServer? _console;

    public LocalSession(LocalHostOptions options, StreamWriter? log)
    {
        _log = log;
        Options = options with { LogSink = Hear };
    }

    public LocalHostOptions Options { get; }

    /// <summary>What goes wrong, and when.</summary>
    public IReadOnlyList<TimedFault> Faults { get; init; } = [];

    public MetricsTally Metrics { get; } = new();

    public LocalHost Host => _host ?? throw new InvalidOperationException("The session is not started.");

    /// <summary>Measures lag on our own DynamoDB; null where another one is used, which does not tell of writes.</summary>
    public LagProbe? Lag => _lag;

    /// <summary>Mappings that have ended, then the newest warnings and errors of the functions.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. Stopped(), .. _complaints];
            }
        }
    }

    /// <summary>Where the console is, with its key.</summary>
    public Uri? ConsoleUrl => _console?.Url;

    public string TableName => Host.Regions[0].Output("TableName");

    /// <summary>The synced table, the same in every region.</summary>
    public LocalTable Table => Host.Regions[0].Stack.Tables.First(t => t.Name == TableName);

    /// <summary>The bucket that a region keeps the same as the others' here; null when it keeps none, or has S3's own replication do it.</summary>
    public static LocalBucket? Bucket(LocalRegion region) => region.Stack.Parameters.GetValueOrDefault("ObjectSync") is "off" or "native"
        ? null
        : region.Stack.Outputs.FirstOrDefault(o => o.Name == "ObjectBucketName") is { } output ? region.Stack.Buckets.FirstOrDefault(b => b.Name == output.Value) : null;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"Starting {Options.Regions.Count} regions from {Path.GetFileName(Options.TemplatePath)} ...");
        _host = await LocalHost.StartAsync(Options, cancellationToken);
        _lag = Options.DynamoDbEndpoint is null ? new LagProbe(_host.Cloud.DynamoDb, Table, _host.Regions[0].Stack.Parameters["StampAttribute"]) : null;
        await StartConsoleAsync(_host, cancellationToken);
        foreach (var warning in _host.Regions[0].Stack.Warnings.Concat(_host.Notes))
        {
            Console.WriteLine("Note: " + warning);
        }
    }

    // Over the wire, as it is on AWS: what the page shows here is what it will show there.
    private async Task StartConsoleAsync(LocalHost host, CancellationToken cancellationToken)
    {
        var options = new ConnectionOptions(Options.Regions[0], Profile: null, host.Endpoint, host.Regions[0].Stack.Parameters["NamePrefix"]);
        _source = new DeploymentSource(await Deployment.OpenAsync(options, cancellationToken), "the local host", Options.Time) { Faults = new LocalFaultPanel(host) };
        _console = await ConsoleServer.StartAsync(_source, new ConsoleOptions(), cancellationToken);
    }

    /// <summary>Starts, tells how to use it, and shows what happens until cancelled.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        UsageText.Write(Console.Out, this);
        await Host.Figures.RefreshAsync(cancellationToken);
        var keys = Console.IsInputRedirected || Console.IsOutputRedirected ? null : new FaultKeys(Host.Faults, Options.Regions);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var faults = RunFaultsAsync(stopping.Token);
        var view = keys is null ? ShowPlainAsync(stopping.Token) : ShowLiveAsync(keys, stopping.Token);
        await Task.WhenAny(keys?.ListenAsync() ?? view, view);
        await stopping.CancelAsync();
        try
        {
            await Task.WhenAll(faults, view);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopping.");
        }

        return ExitCodes.Ok;
    }

    /// <summary>Lets go wrong what is to go wrong; ends with the last fault that ends.</summary>
    public Task RunFaultsAsync(CancellationToken cancellationToken) =>
        FaultPlan.RunAsync(Faults, Host.Faults, Options.Time, text => Tell("Fault " + text), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_console is not null)
        {
            await _console.DisposeAsync();
        }

        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        _lag?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
    }

    // The live view would be torn apart by a line of its own; there the faults stand beside their region.
    private static void Tell(string text)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine(text);
        }
    }

    private Task ShowLiveAsync(FaultKeys keys, CancellationToken cancellationToken) =>
        AnsiConsole.Live(LiveView.Of(this, keys)).StartAsync(async live =>
        {
            var last = "";
            while (true)
            {
                await Host.Figures.RefreshAsync(cancellationToken);
                // Drawing costs more than all the rest of an idle host: only what has changed is drawn.
                var text = string.Join('\n', [StatusText(), keys.Selected, $"{AnsiConsole.Profile.Width}", .. Complaints]);
                if (text != last)
                {
                    live.UpdateTarget(LiveView.Of(this, keys));
                    last = text;
                }

                await Task.Delay(LivePeriod, cancellationToken);
            }
        });

    private string StatusText() => string.Join(Environment.NewLine, Host.Regions.Select(r => RegionStatus.Of(this, r).ToString()).Concat(Stopped()));

    private async Task ShowPlainAsync(CancellationToken cancellationToken)
    {
        var last = "";
        while (true)
        {
            await Host.Figures.RefreshAsync(cancellationToken);
            var text = StatusText();
            if (text != last)
            {
                Console.WriteLine(text);
                last = text;
            }

            await Task.Delay(PlainPeriod, cancellationToken);
        }
    }

    /// <summary>Mappings that have ended, with the reason: one that ended must not look like one that is idle.</summary>
    public IEnumerable<string> Stopped() => (_host?.Regions ?? []).SelectMany(region => region.Mappings
        .Where(mapping => mapping.StopReason is not null)
        .Select(mapping => $"{region.Name} {mapping.Settings.LogicalId}: the mapping has ended: {mapping.StopReason}"));

    private void Hear(FunctionLogLine line)
    {
        if (_log is not null)
        {
            lock (_log)
            {
                _log.WriteLine($"{line.Region} {line.Function} {line.Text}");
            }
        }

        if (!Metrics.Read(line.Text) && (line.IsError || line.Text.Contains("\"level\":\"Error\"", StringComparison.Ordinal)))
        {
            lock (_complaints)
            {
                _complaints.Enqueue($"{line.Region} {line.Function}: {line.Text}");
                while (_complaints.Count > MaxComplaints)
                {
                    _complaints.Dequeue();
                }
            }
        }
    }
}
