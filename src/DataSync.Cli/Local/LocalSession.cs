using DataSync.Local;
using DataSync.Local.Runtime;
using DataSync.Local.Templates;
using Spectre.Console;

namespace DataSync.Cli.Local;

/// <summary>A running local host with what is known about it: metrics, lag, and the functions' complaints.</summary>
internal sealed class LocalSession : IAsyncDisposable
{
    private const int MaxComplaints = 5;
    private static readonly TimeSpan LivePeriod = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PlainPeriod = TimeSpan.FromSeconds(10);

    private readonly StreamWriter? _log;
    private readonly Queue<string> _complaints = new();
    private LocalHost? _host;
    private LagProbe? _lag;

    public LocalSession(LocalHostOptions options, StreamWriter? log)
    {
        _log = log;
        Options = options with { LogSink = Hear };
    }

    public LocalHostOptions Options { get; }

    public MetricsTally Metrics { get; } = new();

    public LocalHost Host => _host ?? throw new InvalidOperationException("The session is not started.");

    public LagProbe Lag => _lag ?? throw new InvalidOperationException("The session is not started.");

    /// <summary>The newest warnings and errors of the functions.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints];
            }
        }
    }

    public string TableName => Host.Regions[0].Output("TableName");

    /// <summary>The synced table, the same in every region.</summary>
    public LocalTable Table => Host.Regions[0].Stack.Tables.First(t => t.Name == TableName);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"Starting {Options.Regions.Count} regions from {Path.GetFileName(Options.TemplatePath)} ...");
        _host = await LocalHost.StartAsync(Options, cancellationToken);
        _lag = new LagProbe(_host.Cloud.DynamoDb, Table, _host.Regions[0].Stack.Parameters["StampAttribute"]);
        foreach (var warning in _host.Regions[0].Stack.Warnings)
        {
            Console.WriteLine("Note: " + warning);
        }
    }

    /// <summary>Starts, tells how to use it, and shows what happens until cancelled.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        UsageText.Write(Console.Out, this);
        try
        {
            if (Console.IsOutputRedirected)
            {
                await ShowPlainAsync(cancellationToken);
            }
            else
            {
                await AnsiConsole.Live(LiveView.Table(this)).StartAsync(async live =>
                {
                    while (true)
                    {
                        live.UpdateTarget(LiveView.Table(this));
                        await Task.Delay(LivePeriod, cancellationToken);
                    }
                });
            }
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopping.");
        }

        return ExitCodes.Ok;
    }

    public async ValueTask DisposeAsync()
    {
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

    private async Task ShowPlainAsync(CancellationToken cancellationToken)
    {
        var last = "";
        while (true)
        {
            var text = string.Join(Environment.NewLine, Host.Regions.Select(r => RegionStatus.Of(this, r).ToString()));
            if (text != last)
            {
                Console.WriteLine(text);
                last = text;
            }

            await Task.Delay(PlainPeriod, cancellationToken);
        }
    }

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
