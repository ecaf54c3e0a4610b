using Xunit;

namespace DataSync.Aws.Tests.CommandLine;

/// <summary>What an operator types to take a region out by hand.</summary>
public sealed class AwsCliParameterTests
{
    private const string Name = "/datasync/serving-state";

    [SkippableFact]
    public async Task Parameter_is_put_read_listed_and_deleted()
    {
        await using var aws = await AwsCli.StartAsync();

        var made = await aws.RunAsync("ssm", "put-parameter", "--name", Name, "--type", "String", "--value", "serving");
        var changed = await aws.RunAsync("ssm", "put-parameter", "--name", Name, "--value", "draining", "--overwrite");
        var read = await aws.RunAsync("ssm", "get-parameter", "--name", Name);
        var listed = await aws.RunAsync("ssm", "get-parameters-by-path", "--path", "/datasync");
        var described = await aws.RunAsync("ssm", "describe-parameters");
        await aws.TextAsync("ssm", "delete-parameter", "--name", Name);

        Assert.Equal((1, 2), (made.GetProperty("Version").GetInt32(), changed.GetProperty("Version").GetInt32()));
        Assert.Equal("draining", read.GetProperty("Parameter").GetProperty("Value").GetString());
        Assert.Equal(1, listed.GetProperty("Parameters").GetArrayLength());
        Assert.Equal(Name, described.GetProperty("Parameters")[0].GetProperty("Name").GetString());
        Assert.Contains("(ParameterNotFound) when calling the GetParameter operation", await aws.FailAsync("ssm", "get-parameter", "--name", Name), StringComparison.Ordinal);
    }
}
