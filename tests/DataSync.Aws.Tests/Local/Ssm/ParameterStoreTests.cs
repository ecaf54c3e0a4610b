using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Xunit;

namespace DataSync.Aws.Tests.Local.Ssm;

public sealed class ParameterStoreTests : IAsyncLifetime
{
    private ParameterStoreFixture _store = null!;

    private AmazonSimpleSystemsManagementClient Client => _store.Client;

    public Task InitializeAsync()
    {
        _store = ParameterStoreFixture.Create();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Parameter_is_read_as_it_was_put()
    {
        var put = await PutAsync("/datasync/serving-state", "serving");

        var parameter = (await Client.GetParameterAsync(new GetParameterRequest { Name = "/datasync/serving-state" })).Parameter;

        Assert.Equal(1, put.Version);
        Assert.Equal(("/datasync/serving-state", "serving", ParameterType.String, 1L), (parameter.Name, parameter.Value, parameter.Type, parameter.Version));
        Assert.Equal("arn:aws:ssm:eu-west-1:000000000000:parameter/datasync/serving-state", parameter.ARN);
        Assert.Equal(_store.Time.GetUtcNow().UtcDateTime, parameter.LastModifiedDate);
    }

    [Fact]
    public async Task Overwriting_counts_versions_and_keeps_the_old_ones()
    {
        await PutAsync("/a/b", "one");
        var second = await PutAsync("/a/b", "two", overwrite: true);

        var newest = await ValueAsync("/a/b");
        var first = await ValueAsync("/a/b:1");
        var byArn = await ValueAsync("arn:aws:ssm:eu-west-1:000000000000:parameter/a/b");
        var history = await Client.GetParameterHistoryAsync(new GetParameterHistoryRequest { Name = "/a/b" });

        Assert.Equal(2, second.Version);
        Assert.Equal(("two", "one", "two"), (newest, first, byArn));
        Assert.Equal([("one", 1L), ("two", 2L)], history.Parameters.Select(version => (version.Value, version.Version!.Value)));
        await Assert.ThrowsAsync<ParameterVersionNotFoundException>(() => ValueAsync("/a/b:3"));
    }

    [Fact]
    public async Task Existing_parameter_is_not_overwritten_unasked()
    {
        await PutAsync("state", "serving");

        await Assert.ThrowsAsync<ParameterAlreadyExistsException>(() => PutAsync("state", "draining"));

        Assert.Equal("serving", await ValueAsync("state"));
    }

    [Fact]
    public async Task Unknown_parameter_is_an_error_of_status_400()
    {
        var error = await Assert.ThrowsAsync<ParameterNotFoundException>(() => ValueAsync("/none"));

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, error.StatusCode);
        await Assert.ThrowsAsync<ParameterNotFoundException>(() => Client.DeleteParameterAsync(new DeleteParameterRequest { Name = "/none" }));
    }

    [Fact]
    public async Task Regions_know_nothing_of_each_other()
    {
        await PutAsync("/state", "draining");
        using var other = _store.ClientOf("us-east-1");

        await Assert.ThrowsAsync<ParameterNotFoundException>(() => other.GetParameterAsync(new GetParameterRequest { Name = "/state" }));
    }

    [Theory]
    [InlineData("awsome", "can't be prefixed")]
    [InlineData("/SSM/x", "can't be prefixed")]
    [InlineData("a b", "only a mix of letters")]
    [InlineData("a/b", "fully qualified")]
    public async Task Name_that_aws_would_refuse_is_refused(string name, string reason)
    {
        var error = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(() => PutAsync(name, "x"));

        Assert.Equal("ValidationException", error.ErrorCode);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_value_has_4096_bytes_at_most()
    {
        await PutAsync("fits", new string('x', 4096));

        var error = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(() => PutAsync("large", new string('x', 4097)));

        Assert.Contains("maximum parameter value of 4096", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_must_match_the_pattern_it_was_made_with()
    {
        await Client.PutParameterAsync(new PutParameterRequest { Name = "state", Value = "serving", Type = ParameterType.String, AllowedPattern = "^(serving|draining.*)$" });

        await Assert.ThrowsAsync<ParameterPatternMismatchException>(() => PutAsync("state", "gone", overwrite: true));

        Assert.Equal("serving", await ValueAsync("state"));
    }

    [Fact]
    public async Task Type_never_changes()
    {
        await PutAsync("state", "serving");

        await Assert.ThrowsAsync<HierarchyTypeMismatchException>(
            () => Client.PutParameterAsync(new PutParameterRequest { Name = "state", Value = "x", Type = ParameterType.SecureString, Overwrite = true }));
    }

    [Fact]
    public async Task Secure_text_is_readable_only_to_who_asks_for_decryption()
    {
        await Client.PutParameterAsync(new PutParameterRequest { Name = "key", Value = "secret", Type = ParameterType.SecureString });

        var hidden = await ValueAsync("key");
        var shown = (await Client.GetParameterAsync(new GetParameterRequest { Name = "key", WithDecryption = true })).Parameter.Value;

        Assert.NotEqual("secret", hidden);
        Assert.Equal("secret", shown);
    }

    [Fact]
    public async Task Path_gives_its_own_level_or_all_below()
    {
        foreach (var name in (string[])["/a/one", "/a/two", "/a/b/three", "/ab/four"])
        {
            await PutAsync(name, "x");
        }

        var level = await Client.GetParametersByPathAsync(new GetParametersByPathRequest { Path = "/a" });
        var all = await Client.GetParametersByPathAsync(new GetParametersByPathRequest { Path = "/a/", Recursive = true, MaxResults = 2 });
        var rest = await Client.GetParametersByPathAsync(new GetParametersByPathRequest { Path = "/a/", Recursive = true, MaxResults = 2, NextToken = all.NextToken });

        Assert.Equal(["/a/one", "/a/two"], level.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["/a/b/three", "/a/one", "/a/two"], all.Parameters.Concat(rest.Parameters).Select(parameter => parameter.Name));
        Assert.Null(rest.NextToken);
    }

    [Fact]
    public async Task Several_names_are_told_apart_from_those_that_are_not_there()
    {
        await PutAsync("one", "1");
        await PutAsync("two", "2");

        var got = await Client.GetParametersAsync(new GetParametersRequest { Names = ["one", "none", "two"] });
        var deleted = await Client.DeleteParametersAsync(new DeleteParametersRequest { Names = ["one", "none"] });

        Assert.Equal(["1", "2"], got.Parameters.Select(parameter => parameter.Value));
        Assert.Equal(["none"], got.InvalidParameters);
        Assert.Equal(["one"], deleted.DeletedParameters);
        Assert.Equal(["none"], deleted.InvalidParameters);
    }

    [Fact]
    public async Task Description_tells_all_but_the_value()
    {
        await Client.PutParameterAsync(new PutParameterRequest { Name = "/x/state", Value = "serving", Type = ParameterType.String, Description = "whether it serves" });
        await PutAsync("/y/other", "1");

        var answer = await Client.DescribeParametersAsync(new DescribeParametersRequest
        {
            ParameterFilters = [new ParameterStringFilter { Key = "Name", Option = "BeginsWith", Values = ["/x"] }],
        });

        var parameter = Assert.Single(answer.Parameters);
        Assert.Equal(("/x/state", "whether it serves", ParameterTier.Standard), (parameter.Name, parameter.Description, parameter.Tier));
    }

    private Task<PutParameterResponse> PutAsync(string name, string value, bool overwrite = false) =>
        Client.PutParameterAsync(new PutParameterRequest { Name = name, Value = value, Type = overwrite ? null : ParameterType.String, Overwrite = overwrite });

    private async Task<string> ValueAsync(string name) => (await Client.GetParameterAsync(new GetParameterRequest { Name = name })).Parameter.Value;
}
