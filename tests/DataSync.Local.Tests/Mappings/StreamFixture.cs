using System.Threading.Channels;
using DataSync.Local.Mappings;
using DataSync.Local.Templates;

namespace DataSync.Local.Tests.Mappings;

/// <summary>A stream mapping with everything around it under the test's control.</summary>
internal sealed class StreamFixture : IAsyncDisposable
{
    public StreamFixture(Func<StreamMappingSettings, StreamMappingSettings>? settings = null, bool enabled = true)
    {
        var basic = new StreamMappingSettings("mapping", "CaptureStream", "capture", enabled, ScriptedStream.Arn) { ReportsBatchItemFailures = true };
        Stream = new ScriptedStream(Time);
        Mapping = new StreamMapping(settings?.Invoke(basic) ?? basic, new MappingContext(Function, "arn:function", Time), Stream, Destination);
    }

    public SignallingTime Time { get; } = new();

    public ScriptedInvoker Function { get; } = new();

    public ScriptedStream Stream { get; }

    public ScriptedDestination Destination { get; } = new();

    public IEventSourceMapping Mapping { get; }

    /// <summary>Writes before the start, so that the first batch has them all.</summary>
    public async Task<StreamFixture> StartedAsync(params string[] ids)
    {
        Stream.Write(ids);
        await Mapping.StartAsync();
        return this;
    }

    /// <summary>The counters once everything that was answered is settled.</summary>
    public async Task<MappingCounts> SettledAsync()
    {
        await Mapping.DisposeAsync();
        return Mapping.Counts;
    }

    public ValueTask DisposeAsync() => Mapping.DisposeAsync();
}

/// <summary>Keeps given-up batches; refuses as often as it is told to.</summary>
internal sealed class ScriptedDestination : IFailureDestination
{
    private readonly Channel<FailedBatch> _batches = Channel.CreateUnbounded<FailedBatch>();

    public int Refusals { get; set; }

    public ValueTask DeliverAsync(FailedBatch batch, CancellationToken cancellationToken)
    {
        if (Refusals-- > 0)
        {
            throw new InvalidOperationException("refused");
        }

        _batches.Writer.TryWrite(batch);
        return ValueTask.CompletedTask;
    }

    public Task<FailedBatch> NextAsync() => _batches.Reader.ReadAsync().InTimeAsync();
}
