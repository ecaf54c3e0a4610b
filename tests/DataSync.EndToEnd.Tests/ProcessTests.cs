using System.Diagnostics;
using DataSync.Local;

namespace DataSync.EndToEnd.Tests;

[Collection(RegionsCollection.Name)]
public sealed class ProcessTests
{
    [SkippableFact]
    public async Task No_process_is_left_behind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "skipped: reads /proc");
        var before = Functions();
        var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            TemplatePath = Repository.Template,
            FunctionPath = Repository.Functions,
            Regions = ["eu-west-1", "eu-central-1"],
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["Regions"] = "eu-west-1,eu-central-1" },
            Time = TimeProvider.System,
        });
        var heartbeat = await host.Region("eu-west-1").Function("HeartbeatFunction")!.InvokeAsync("{}"u8.ToArray());
        var during = Functions().Except(before).ToList();

        await host.DisposeAsync();

        Assert.True(heartbeat.Succeeded, heartbeat.ErrorMessage);
        Assert.NotEmpty(during);
        Assert.Empty(during.Intersect(Functions()));
    }

    // Function processes of this test process: others may run beside it.
    private static List<int> Functions() =>
    [
        .. Process.GetProcesses().Select(p => p.Id).Where(id =>
        {
            try
            {
                var status = File.ReadAllText($"/proc/{id}/stat");
                var parent = int.Parse(status[(status.LastIndexOf(')') + 4)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
                return parent == Environment.ProcessId && File.ReadAllText($"/proc/{id}/cmdline").Contains("bootstrap", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false; // it ended meanwhile
            }
        }),
    ];
}
