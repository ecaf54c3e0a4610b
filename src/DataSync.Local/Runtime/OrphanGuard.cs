using System.Diagnostics;

namespace DataSync.Local.Runtime;

/// <summary>
/// Ends the function processes when the host dies without a chance to do it (SIGKILL, a crash). A process cannot ask the system for that from managed
/// code, so one small shell waits on a pipe whose other end only the host holds: when the host is gone the pipe closes, and the shell ends the processes
/// it was told of, each by its id. Where there is no <c>/bin/sh</c> there is no guard; functions then end at their next call of the Runtime API, which
/// fails, and on an orderly exit the server ends them itself.
/// </summary>
internal sealed class OrphanGuard : IDisposable
{
    private const string Shell = "/bin/sh";

    // The signals of a terminal reach the whole process group: the guard has to outlive the host.
    private const string Script = """
        trap '' INT TERM HUP
        pids=' '
        while read -r op pid; do
          if [ "$op" = '+' ]; then pids="$pids$pid "; continue; fi
          rest=' '
          for p in $pids; do [ "$p" = "$pid" ] || rest="$rest$p "; done
          pids=$rest
        done
        for p in $pids; do kill -9 "$p" 2>/dev/null; done
        """;

    private readonly Lock _lock = new();
    private readonly Process? _shell;
    private bool _closed;

    public OrphanGuard()
    {
        if (!File.Exists(Shell))
        {
            _closed = true;
            return;
        }

        var start = new ProcessStartInfo(Shell) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        _shell = Process.Start(start);
        _closed = _shell is null;
    }

    /// <summary>The guard's process; null where there is none.</summary>
    public int? ProcessId => _shell?.Id;

    public void Watch(int processId) => Tell('+', processId);

    /// <summary>Has to follow as soon as the process has ended: its id may then be given to another.</summary>
    public void Forget(int processId) => Tell('-', processId);

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_closed)
            {
                _closed = true;
                _shell!.StandardInput.Dispose();
            }
        }

        _shell?.WaitForExit();
        _shell?.Dispose();
    }

    private void Tell(char operation, int processId)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            try
            {
                _shell!.StandardInput.Write($"{operation} {processId}\n");
                _shell.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Someone ended the guard: the host goes on without.
                _closed = true;
            }
        }
    }
}
