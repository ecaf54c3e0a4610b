using System.CommandLine;
using System.Globalization;
using DataSync.LocalAws;
using DataSync.Tests.Shared;

namespace DataSync.Benchmarks.Servers;

/// <summary><c>servers</c>: what one client of the AWS SDK gets done against the local servers, and the same client against moto in the same run.</summary>
internal static class ServersCommand
{
    private static readonly Option<int> SecondsOption = new("--seconds") { Description = "Measured seconds of each row.", DefaultValueFactory = _ => 5 };
    private static readonly Option<int> CallersOption = new("--callers") { Description = "Calls under way at the same time.", DefaultValueFactory = _ => 4 };

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);

    public static Command Create()
    {
        var command = new Command("servers", "Calls a second through the AWS SDK over HTTP on loopback, client included: the local servers beside moto_server, where that is on PATH.") { SecondsOption, CallersOption };
        command.SetAction((result, cancellationToken) => RunAsync(TimeSpan.FromSeconds(result.GetValue(SecondsOption)), result.GetValue(CallersOption), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TimeSpan time, int callers, CancellationToken cancellationToken)
    {
        await using var cloud = LocalCloud.Create(new LocalCloudOptions { Time = TimeProvider.System });
        await using var endpoint = await cloud.ListenAsync(cancellationToken: cancellationToken);
        await using var moto = ServerProcess.FindOnPath("moto_server") is { } program ? await ServerProcess.StartAsync(program, "-H", "127.0.0.1", "-p", "{port}") : null;
        var ours = await MeasureAsync(endpoint.Uri, time, callers, cancellationToken);
        var theirs = moto is null ? null : await MeasureAsync(moto.Endpoint, time, callers, cancellationToken);

        Console.WriteLine(Markdown.Machine());
        Console.WriteLine();
        var table = new Markdown("calls a second, client included", "local", "moto", "ratio");
        foreach (var (name, rate) in ours)
        {
            var other = theirs?.First(t => t.Name == name).Rate;
            table.Add(name, Rate(rate), other is { } r ? Rate(r) : "not on PATH", other is { } o ? string.Create(CultureInfo.InvariantCulture, $"{rate / o:0.0}") : "-");
        }

        Console.Write(table);
        return 0;
    }

    private static async Task<IReadOnlyList<(string Name, double Rate)>> MeasureAsync(Uri endpoint, TimeSpan time, int callers, CancellationToken cancellationToken)
    {
        using var client = await SdkClient.CreateAsync(endpoint, callers, cancellationToken);
        (string Name, Func<int, Task> Call)[] workloads =
        [
            ("put of a 200-byte item (table with a stream)", client.PutAsync),
            ("get of a 200-byte item", client.GetAsync),
            ("SendMessage of 200 bytes", client.SendAsync),
            ("SendMessageBatch, 10 of 200 bytes", client.SendBatchAsync),
        ];
        // Tiered compilation takes some ten seconds of two cores until the client and our servers are at their best.
        await RunAsync(client.PutAsync, callers, WarmUp);
        var rates = new List<(string, double)>();
        foreach (var (name, call) in workloads)
        {
            await RunAsync(call, callers, WarmUp / workloads.Length);
            rates.Add((name, await RunAsync(call, callers, time)));
        }

        return rates;
    }

    private static async Task<double> RunAsync(Func<int, Task> call, int callers, TimeSpan time)
    {
        var start = TimeProvider.System.GetTimestamp();
        var number = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (TimeProvider.System.GetElapsedTime(start) < time)
            {
                await call(Interlocked.Increment(ref number));
            }
        })));
        return number / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static string Rate(double rate) => rate.ToString("N0", CultureInfo.InvariantCulture);
}
