using System.Diagnostics;
using DataSync.Local.Runtime;

namespace DataSync.Local.Tests.Runtime;

public sealed class OrphanGuardTests
{
    // The guard cannot tell a host that died from one that let go of the pipe, so letting go stands for dying here.
    [SkippableFact]
    public async Task When_the_host_is_gone_its_processes_end_and_no_others()
    {
        Skip.IfNot(File.Exists("/bin/sh"), "There is no guard without /bin/sh.");
        using var watched = Wait();
        using var forgotten = Wait();
        var guard = new OrphanGuard();
        guard.Watch(forgotten.Id);
        guard.Watch(watched.Id);
        guard.Forget(forgotten.Id);

        guard.Dispose();
        await watched.WaitForExitAsync();

        Assert.Equal(137, watched.ExitCode);
        Assert.False(forgotten.HasExited);
        forgotten.StandardInput.Close();
        await forgotten.WaitForExitAsync();
    }

    [SkippableFact]
    public async Task A_host_whose_guard_was_ended_goes_on()
    {
        Skip.IfNot(File.Exists("/bin/sh"), "There is no guard without /bin/sh.");
        using var guard = new OrphanGuard();
        using var shell = Process.GetProcessById(guard.ProcessId!.Value);

        shell.Kill();
        await shell.WaitForExitAsync();
        var problem = Record.Exception(() => guard.Watch(1));

        Assert.Null(problem);
    }

    private static Process Wait()
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("read -r line");
        return Process.Start(start)!;
    }
}
