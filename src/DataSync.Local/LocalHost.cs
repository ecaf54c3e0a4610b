using DataSync.Local.Faults;
using DataSync.Local.Hosting;
using DataSync.Local.HttpApi;
using DataSync.Local.LambdaApi;
using DataSync.Local.Mappings;
using DataSync.Local.Runtime;
using DataSync.Local.Templates;
using DataSync.LocalAws;
using DataSync.LocalAws.CloudWatch;
using DataSync.LocalAws.Http;

namespace DataSync.Local;

/// <summary>
/// Several regions on this machine, all from one template: tables, queues and buckets on local services, every function as a process of its own, and the event
/// source mappings between them. Listens on 127.0.0.1 only. Disposing it ends every process and listener.
/// </summary>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly LocalHostOptions _options;
    private readonly List<LocalRegion> _regions = [];
    private readonly InvocationGate _gate = new();
    private LocalEndpoint? _endpoint;
    private RuntimeApiServer? _runtime;
    private EventRules? _rules;
    private ICloudFigures? _figures;

    private LocalHost(LocalHostOptions options, IReadOnlyList<LocalStack> stacks)
    {
        _options = options;
        Faults = new RegionFaults(options.Time);
        Clocks = new RegionClocks(options.Time, Faults, options.ClockControl);
        Cloud = CloudBuilder.Build(options, Faults, Clocks, stacks);
    }

    /// <summary>The services of all regions; what runs elsewhere is behind it too.</summary>
    public LocalCloud Cloud { get; }

    /// <summary>How full tables and queues are, wherever they are.</summary>
    public ICloudFigures Figures => _figures!;

    /// <summary>What was found on servers that already run and is used as it is.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Trouble on demand.</summary>
    public RegionFaults Faults { get; }

    /// <summary>What time it is in each region.</summary>
    public RegionClocks Clocks { get; }

    /// <summary>Where DynamoDB, SQS, S3, Lambda, CloudWatch and the Parameter Store answer, for every region: the SDK's endpoint URL. HTTP APIs have addresses of their own under it (<see cref="LocalApi.Endpoint"/>).</summary>
    public Uri Endpoint => _endpoint!.Uri;

    /// <summary>Where Lambda's Invoke API answers, too; <see cref="Endpoint"/> has it and the rest of Lambda.</summary>
    public Uri LambdaEndpoint => _runtime!.Endpoint;

    /// <summary>The regions, in the order of the options.</summary>
    public IReadOnlyList<LocalRegion> Regions => _regions;

    /// <summary>The region of that name. Throws <see cref="KeyNotFoundException"/> when it isn't one of the host's.</summary>
    public LocalRegion Region(string name) => _regions.FirstOrDefault(region => region.Name == name)
        ?? throw new KeyNotFoundException($"There is no region {name} here; there are {string.Join(", ", _regions.Select(region => region.Name))}.");

    /// <summary>
    /// Starts everything. The first invocation starts the first process. Throws <see cref="TemplateException"/> or <see cref="LocalHostException"/>
    /// with the reason when it can't, and leaves nothing behind.
    /// </summary>
    public static async Task<LocalHost> StartAsync(LocalHostOptions options, CancellationToken cancellationToken = default)
    {
        Check(options);
        options = await RemoteServers.MeetAsync(options, cancellationToken);
        // Before anything is started, so that a mistake in the template costs nothing.
        var stacks = LocalPlan.Evaluate(options);
        var host = new LocalHost(options, stacks);
        try
        {
            await host.StartAsync(stacks, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the mappings' invocations that are under way finish, lets none begin, and meanwhile runs the action: a jump of the time, say, which must not strike one. One call at a time.</summary>
    public Task WhileIdleAsync(Action action) => _gate.WhileEmptyAsync(action);

    /// <summary>Stops the mappings, then ends all function processes, then closes the listeners.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_regions.SelectMany(region => region.Mappings).Select(mapping => mapping.DisposeAsync().AsTask()));
        if (_runtime is not null)
        {
            await _runtime.DisposeAsync();
        }

        if (_rules is not null)
        {
            if (_options.S3Endpoint is null)
            {
                Cloud.S3.EventBridge -= _rules.Take;
            }

            await _rules.DisposeAsync();
        }

        await Cloud.DisposeAsync();
        Clocks.Dispose();
    }

    private static void Check(LocalHostOptions options)
    {
        if (!File.Exists(options.FunctionPath))
        {
            throw new LocalHostException($"The functions' executable {options.FunctionPath} is not there. Build src/DataSync.Functions first.");
        }

        if (options.ConcurrencyCap < 1)
        {
            throw new LocalHostException($"A concurrency cap of {options.ConcurrencyCap} would run nothing; it must be at least 1.");
        }

        if (options.ClockControl != ClockControl.None && RegionClocks.FindLibrary() is null)
        {
            throw new LocalHostException("The functions' clocks can't be controlled: libfaketime is not installed. Install it (Debian: apt-get install libfaketime).");
        }
    }

    private async Task StartAsync(IReadOnlyList<LocalStack> stacks, CancellationToken cancellationToken)
    {
        try
        {
            _endpoint = await Cloud.ListenAsync(_options.Port, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new LocalHostException($"Port {_options.Port} of 127.0.0.1 can't be used: {exception.Message}");
        }

        var metrics = new LambdaMetrics(Cloud.CloudWatch.Store);
        _runtime = await RuntimeApiServer.StartAsync(_options.Time, Hear, metrics.Ended, cancellationToken);
        Cloud.Register("lambda", new LambdaService(name => _regions.Find(region => region.Name == name), _runtime.Invoke, _options.Time));
        // One turn less than a function has environments: an invocation by hand shall find one.
        var invoker = new ApiInvoker(_options.ConcurrencyCap + FunctionStarter.SpareEnvironments - 1, _gate, _options.Time);
        Cloud.Register(HttpApiService.ServiceName, new HttpApiService(name => _regions.Find(region => region.Name == name), invoker, _options.Time));
        var creator = new ResourceCreator(Cloud, _options);
        var created = new List<LocalStack>();
        foreach (var stack in stacks)
        {
            created.Add(await creator.CreateAsync(stack.WithEndpoint(_endpoint.Uri), cancellationToken));
        }

        _rules = new EventRules(Cloud, created);
        if (_options.S3Endpoint is null)
        {
            Cloud.S3.EventBridge += _rules.Take;
        }

        var rules = created.SelectMany(stack => stack.Rules).Select(rule => rule.LogicalId).Distinct().ToList();
        Notes = _options.S3Endpoint is null || rules.Count == 0
            ? creator.Notes
            : [.. creator.Notes, $"{string.Join(", ", rules)}: rules get no events, since S3 is on {_options.S3Endpoint}, which does not tell of them. Notifications to queues are that server's own."];
        _figures = CloudBuilder.Figures(Cloud, _options, created);
        if (_options.SqsEndpoint is not null)
        {
            Cloud.CloudWatch.Add(new RemoteQueueMetrics(Cloud, created));
        }

        Cloud.CloudWatch.Start();

        var functions = new FunctionStarter(_options, _runtime, _endpoint.Uri, Clocks);
        var mappings = new MappingFactory(_options, new SourceReaders(Cloud, Faults), Cloud.Service("sqs"), Cloud.RestService("s3"), _gate, metrics);
        foreach (var stack in created)
        {
            var pools = stack.Functions.ToDictionary(function => function.Name, function => functions.Add(stack.Region, function), StringComparer.Ordinal);
            var made = new List<IEventSourceMapping>();
            foreach (var settings in stack.Mappings)
            {
                made.Add(await mappings.MakeAsync(stack, settings, pools[settings.FunctionName], cancellationToken));
            }

            _regions.Add(new LocalRegion(stack.Region, stack, pools, made));
        }

        Faults.Kill = (region, function) => Region(region).Function(function)?.KillOne() == true;
        if (_options.WarmUp)
        {
            await WarmUpAsync(cancellationToken);
        }

        // Started last of all: a function of one region may call any other from its first event on.
        foreach (var mapping in _regions.SelectMany(region => region.Mappings))
        {
            await mapping.StartAsync(cancellationToken);
        }
    }

    private void Hear(FunctionLogLine line)
    {
        EmbeddedMetrics.Take(Cloud.CloudWatch.Store, line.Region, line.Text);
        _options.LogSink(line);
    }

    // As many at a time as there are cores: more would only make each of them slower.
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var pools = _regions.SelectMany(region => region.Mappings
            .Where(mapping => mapping is not ScheduleMapping)
            .Select(mapping => region.Functions[mapping.Settings.FunctionName])
            .Distinct());
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(pools, parallel, async (pool, _) =>
        {
            if (await pool.WarmUpAsync() is { } reason)
            {
                throw new LocalHostException($"{pool.Function.Name} in {pool.Function.Region} can't start: {reason}");
            }
        });
    }
}
