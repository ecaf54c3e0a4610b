using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace DataSync.Aws.Tests.CommandLine;

/// <summary>Objects by the AWS CLI's <c>aws s3api</c>, call by call.</summary>
public sealed class AwsCliS3ApiTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Objects_are_put_got_copied_and_deleted_one_by_one()
    {
        await using var aws = await AwsCli.StartAsync();
        await CreateAsync(aws, "calls");
        var put = await aws.RunAsync(
            "s3api", "put-object", "--bucket", "calls", "--key", "a b", "--body", _folder.Write("body.txt", "0123456789"u8.ToArray()),
            "--content-type", "text/csv", "--metadata", "kind=first", "--tagging", "team=sync", "--if-none-match", "*");
        var refused = await aws.FailAsync("s3api", "put-object", "--bucket", "calls", "--key", "a b", "--if-none-match", "*");
        var copy = await aws.RunAsync("s3api", "copy-object", "--bucket", "calls", "--key", "copy", "--copy-source", "calls/a b");

        var got = await aws.RunAsync("s3api", "get-object", "--bucket", "calls", "--key", "copy", "--range", "bytes=2-4", _folder.PathOf("range.txt"));
        var tags = await aws.RunAsync("s3api", "get-object-tagging", "--bucket", "calls", "--key", "copy");
        var listed = await aws.RunAsync("s3api", "list-objects-v2", "--bucket", "calls", "--prefix", "a");
        var deleted = await aws.RunAsync("s3api", "delete-objects", "--bucket", "calls", "--delete", """{"Objects":[{"Key":"a b"},{"Key":"copy"}]}""");
        var missing = await aws.FailAsync("s3api", "get-object", "--bucket", "calls", "--key", "copy", _folder.PathOf("none.txt"));

        Assert.Equal(put.GetProperty("ETag").GetString(), copy.GetProperty("CopyObjectResult").GetProperty("ETag").GetString());
        Assert.Contains("(PreconditionFailed) when calling the PutObject operation", refused, StringComparison.Ordinal);
        Assert.Equal(("bytes 2-4/10", "text/csv"), (got.GetProperty("ContentRange").GetString(), got.GetProperty("ContentType").GetString()));
        Assert.Equal("234", await File.ReadAllTextAsync(_folder.PathOf("range.txt")));
        Assert.Equal("sync", tags.GetProperty("TagSet")[0].GetProperty("Value").GetString());
        Assert.Equal(["a b"], listed.GetProperty("Contents").EnumerateArray().Select(found => found.GetProperty("Key").GetString()));
        Assert.Equal(2, deleted.GetProperty("Deleted").GetArrayLength());
        Assert.Contains("(NoSuchKey) when calling the GetObject operation: The specified key does not exist.", missing, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Versions_and_markers_are_listed_read_and_deleted()
    {
        await using var aws = await AwsCli.StartAsync();
        await CreateAsync(aws, "versions");
        await aws.RunAsync("s3api", "put-bucket-versioning", "--bucket", "versions", "--versioning-configuration", "Status=Enabled");
        var first = await aws.RunAsync("s3api", "put-object", "--bucket", "versions", "--key", "key", "--body", _folder.Write("one.txt", "one"u8.ToArray()));
        await aws.RunAsync("s3api", "put-object", "--bucket", "versions", "--key", "key", "--body", _folder.Write("two.txt", "two"u8.ToArray()));
        var marker = await aws.RunAsync("s3api", "delete-object", "--bucket", "versions", "--key", "key");

        var listed = await aws.RunAsync("s3api", "list-object-versions", "--bucket", "versions");
        await aws.RunAsync("s3api", "get-object", "--bucket", "versions", "--key", "key", "--version-id", first.GetProperty("VersionId").GetString()!, _folder.PathOf("old.txt"));
        await aws.RunAsync("s3api", "delete-object", "--bucket", "versions", "--key", "key", "--version-id", marker.GetProperty("VersionId").GetString()!);
        var head = await aws.RunAsync("s3api", "head-object", "--bucket", "versions", "--key", "key");

        Assert.Equal(2, listed.GetProperty("Versions").GetArrayLength());
        Assert.True(Assert.Single(listed.GetProperty("DeleteMarkers").EnumerateArray()).GetProperty("IsLatest").GetBoolean());
        Assert.Equal("one", await File.ReadAllTextAsync(_folder.PathOf("old.txt")));
        Assert.Equal(listed.GetProperty("Versions")[0].GetProperty("VersionId").GetString(), head.GetProperty("VersionId").GetString());
    }

    [SkippableFact]
    public async Task Parts_are_named_in_ascending_order()
    {
        await using var aws = await AwsCli.StartAsync();
        await CreateAsync(aws, "parts");
        var body = _folder.Write("part.bin", "body"u8.ToArray());
        var upload = (await aws.RunAsync("s3api", "create-multipart-upload", "--bucket", "parts", "--key", "key")).GetProperty("UploadId").GetString()!;
        string[] common = ["--bucket", "parts", "--key", "key", "--upload-id", upload];
        await aws.RunAsync(["s3api", "upload-part", .. common, "--part-number", "1", "--body", body]);
        await aws.RunAsync(["s3api", "upload-part", .. common, "--part-number", "2", "--body", body]);

        var listed = (await aws.RunAsync(["s3api", "list-parts", .. common])).GetProperty("Parts").EnumerateArray().ToList();
        var refused = await aws.FailAsync(["s3api", "complete-multipart-upload", .. common, "--multipart-upload", $$"""{"Parts":[{{Part(listed[1])}},{{Part(listed[0])}}]}"""]);
        await aws.RunAsync(["s3api", "complete-multipart-upload", .. common, "--multipart-upload", $$"""{"Parts":[{{Part(listed[1])}}]}"""]);

        Assert.Contains("(InvalidPartOrder) when calling the CompleteMultipartUpload operation", refused, StringComparison.Ordinal);
        Assert.Equal("body", await aws.TextAsync("s3", "cp", "s3://parts/key", "-"));
    }

    [SkippableFact]
    public async Task A_bucket_of_another_region_is_found_by_following_the_redirect()
    {
        await using var aws = await AwsCli.StartAsync();
        await aws.RunAsync("s3api", "create-bucket", "--bucket", "far", "--region", "us-west-2", "--create-bucket-configuration", "LocationConstraint=us-west-2");
        await aws.RunAsync("s3api", "put-object", "--bucket", "far", "--key", "key", "--region", "us-west-2");

        var listed = await aws.RunAsync("s3api", "list-objects-v2", "--bucket", "far");

        Assert.Equal("key", Assert.Single(listed.GetProperty("Contents").EnumerateArray()).GetProperty("Key").GetString());
    }

    private static string Part(JsonElement part) =>
        new JsonObject
        {
            ["PartNumber"] = part.GetProperty("PartNumber").GetInt32(),
            ["ETag"] = part.GetProperty("ETag").GetString(),
            ["ChecksumCRC32"] = part.GetProperty("ChecksumCRC32").GetString(),
        }.ToJsonString();

    private static Task<JsonElement> CreateAsync(AwsCli aws, string bucket) => aws.RunAsync(
        "s3api", "create-bucket", "--bucket", bucket, "--create-bucket-configuration", $"LocationConstraint={AwsCli.Region}");
}
