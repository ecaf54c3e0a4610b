using System.Diagnostics;
using DataSync.Tests.Shared;
using Xunit.Abstractions;

namespace DataSync.EndToEnd.Tests.Runbooks;

/// <summary>
/// Runs the commands of a document with bash, one after the other, in a folder of their own: variables that one exports are there
/// for the next, <c>datasync</c> is the built tool, and all services are the local host's. Every command must end as the document says.
/// </summary>
internal sealed class RunbookRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("runbook-");
    private readonly Uri _endpoint;
    private readonly ITestOutputHelper _output;

    public RunbookRun(Uri endpoint, ITestOutputHelper output)
    {
        _endpoint = endpoint;
        _output = output;
        var tool = Path.Combine(_folder.FullName, "bin", "datasync");
        Directory.CreateDirectory(Path.GetDirectoryName(tool)!);
        File.WriteAllText(tool, $"#!/bin/sh\nexec dotnet '{Repository.Cli}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.WriteAllText(State, "");
    }

    private string State => Path.Combine(_folder.FullName, "state.sh");

    /// <summary>Skips the test where a program that the document uses is missing.</summary>
    public static void Require(params string[] programs)
    {
        foreach (var program in programs.Append("bash"))
        {
            Skip.If(OperatingSystem.IsWindows() || ServerProcess.FindOnPath(program) is null, $"skipped: {program} is not on PATH");
        }
    }

    /// <summary>Sets a variable before the commands run, as a document asks its reader to.</summary>
    public void Set(string name, string value) => File.AppendAllText(State, $"export {name}='{value}'\n");

    /// <summary>Runs all blocks.</summary>
    /// <param name="runbook">The document.</param>
    /// <param name="standIns">What is done in place of commands that can't be run here, by name.</param>
    /// <returns>What each printed, in their order.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(Runbook runbook, params (string Name, Func<Task> Do)[] standIns)
    {
        var texts = new List<string>();
        foreach (var block in runbook.Blocks)
        {
            if (block.StandIn is { } name)
            {
                var standIn = Array.Find(standIns, s => s.Name == name).Do;
                Assert.True(standIn is not null, $"{runbook.Name}.md:{block.Line}: nothing stands in for {name}.");
                _output.WriteLine($"{runbook.Name}.md:{block.Line}: not run here, {name} stands in for it");
                await standIn!();
                texts.Add("");
                continue;
            }

            var (exitCode, text) = await BashAsync(block.Text);
            _output.WriteLine($"{runbook.Name}.md:{block.Line}: ended with {exitCode}\n{block.Text}\n{text}");
            Assert.True(block.ExitCodes.Contains(exitCode), $"{runbook.Name}.md:{block.Line} ended with {exitCode}, not {string.Join(" or ", block.ExitCodes)}:\n{block.Text}\n{text}");
            texts.Add(text);
        }

        return texts;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(int ExitCode, string Text)> BashAsync(string text)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _folder.FullName };
        SetEnvironment(start);
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"source '{State}'\ntrap \"export -p > '{State}'\" EXIT\nset -eo pipefail\n{text}\n");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await error);
    }

    private void SetEnvironment(ProcessStartInfo start)
    {
        // Nothing of the machine's own set-up may reach a command.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PATH"] = Path.Combine(_folder.FullName, "bin") + Path.PathSeparator + start.Environment["PATH"];
        start.Environment["AWS_ENDPOINT_URL"] = _endpoint.ToString();
        start.Environment["AWS_ACCESS_KEY_ID"] = "test";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_CONFIG_FILE"] = "/dev/null";
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
        start.Environment["AWS_PAGER"] = "";

        // What a person does not set: a rehearsal on one machine need not wait for AWS's counts, which are minutes behind.
        start.Environment["QUIET"] = "2s";
        start.Environment["TIMEOUT"] = "20s";
    }
}
