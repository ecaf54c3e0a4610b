using System.Text;
using DataSync.Local.Runtime;

namespace DataSync.Local.Tests.Runtime;

/// <summary>A server with virtual time whose functions are real processes of tests/TestFunction.</summary>
internal sealed class RuntimeHost : IAsyncDisposable
{
    public const string Region = "eu-west-1";

    // Ends a test that waits for what never comes; nothing is expected to happen within it.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly List<FunctionLogLine> _lines = [];
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    private RuntimeHost()
    {
    }

    public SignallingTimeProvider Time { get; } = new();

    public RuntimeApiServer Server { get; private set; } = null!;

    public IReadOnlyList<FunctionLogLine> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public static async Task<RuntimeHost> StartAsync()
    {
        var host = new RuntimeHost();
        host.Server = await RuntimeApiServer.StartAsync(host.Time, host.OnLine);
        return host;
    }

    public static FunctionDefinition Function(string mode) => new()
    {
        Name = "Test-" + mode,
        Region = Region,
        FileName = "dotnet",
        Arguments = [ProgramPath()],
        Handler = mode,
        Timeout = TimeSpan.FromSeconds(3),
        AccountId = "123456789012",
        InitTimeout = TimeSpan.FromSeconds(10),
    };

    public static ReadOnlyMemory<byte> Json(string json) => Encoding.UTF8.GetBytes(json);

    public static string Text(InvocationResult result) => Encoding.UTF8.GetString(result.Payload.Span);

    public FunctionPool Add(string mode) => Server.AddFunction(Function(mode));

    public Task<InvocationResult> InvokeAsync(FunctionPool pool, string json = "{}") => pool.InvokeAsync(Json(json)).WaitAsync(s_patience);

    /// <summary>Completes as soon as a line with this text has been written, earlier or later.</summary>
    public Task SeenAsync(string text)
    {
        lock (_lines)
        {
            if (_lines.Any(l => l.Text.Contains(text, StringComparison.Ordinal)))
            {
                return Task.CompletedTask;
            }

            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((text, seen));
            return seen.Task.WaitAsync(s_patience);
        }
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    // Both projects build into the same artifacts folder, under the same configuration's name.
    private static string ProgramPath()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, "TestFunction", own.Name, "TestFunction.dll");
    }

    private void OnLine(FunctionLogLine line)
    {
        lock (_lines)
        {
            _lines.Add(line);
            foreach (var (_, seen) in _awaited.Where(a => line.Text.Contains(a.Text, StringComparison.Ordinal)))
            {
                seen.TrySetResult();
            }
        }
    }
}
