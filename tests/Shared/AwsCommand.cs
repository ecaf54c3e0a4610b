using System.Diagnostics;
using System.Text.Json;

namespace DataSync.Tests.Shared;

/// <summary>The AWS CLI against an endpoint. <see cref="Require"/> skips the test where there is no <c>aws</c>.</summary>
internal sealed class AwsCommand(Uri endpoint, string region, string accessKey = "test")
{
    private static readonly string? Command = ServerProcess.FindOnPath("aws");

    public static void Require() => Xunit.Skip.If(Command is null, "aws is not on PATH");

    /// <summary>Runs a command that has to succeed, and returns its JSON; an undefined element when it prints none.</summary>
    public async Task<JsonElement> RunAsync(params string[] arguments)
    {
        var output = await TextAsync(arguments);
        if (string.IsNullOrWhiteSpace(output))
        {
            return default;
        }

        using var document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    /// <summary>Runs a command that has to succeed, and returns what it prints.</summary>
    public async Task<string> TextAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await StartProcessAsync(arguments);
        Xunit.Assert.True(exitCode == 0, $"aws {string.Join(' ', arguments)} ended with {exitCode}: {error}");
        return output;
    }

    /// <summary>Runs a command that has to fail, and returns what it says.</summary>
    public async Task<string> FailAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await StartProcessAsync(arguments);
        Xunit.Assert.True(exitCode != 0, $"aws {string.Join(' ', arguments)} succeeded: {output}");
        return error;
    }

    private async Task<(int ExitCode, string Output, string Error)> StartProcessAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(Command!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[.. arguments, "--endpoint-url", endpoint.ToString(), "--output", "json"])
        {
            start.ArgumentList.Add(argument);
        }

        // Nothing of the machine's own set-up may reach the command.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["AWS_ACCESS_KEY_ID"] = accessKey;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "test";
        start.Environment["AWS_DEFAULT_REGION"] = region;
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        start.Environment["AWS_PAGER"] = "";
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_CONFIG_FILE"] = "/dev/null";
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
