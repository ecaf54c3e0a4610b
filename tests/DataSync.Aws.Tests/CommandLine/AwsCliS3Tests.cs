using System.Security.Cryptography;
using System.Text.Json;
using Xunit;

namespace DataSync.Aws.Tests.CommandLine;

/// <summary>Objects by the AWS CLI's <c>aws s3</c>, which chooses between one piece and parts by itself.</summary>
public sealed class AwsCliS3Tests : IDisposable
{
    // Above 8 MB the CLI uploads, downloads and copies in parts.
    private const int MultipartBytes = 9 * 1024 * 1024;

    private readonly CommandFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Files_are_copied_listed_moved_and_removed()
    {
        await using var aws = await AwsCli.StartAsync();
        await aws.TextAsync("s3", "mb", "s3://one");
        await aws.TextAsync("s3", "cp", _folder.Write("a b+ü.txt", "body"u8.ToArray()), "s3://one/in/a b+ü.txt");

        var listed = await aws.TextAsync("s3", "ls", "s3://one/in/");
        await aws.TextAsync("s3", "mv", "s3://one/in/a b+ü.txt", "s3://one/out/moved.txt");
        var piped = await aws.TextAsync("s3", "cp", "s3://one/out/moved.txt", "-");
        await aws.TextAsync("s3", "rm", "s3://one/out/moved.txt");
        await aws.TextAsync("s3", "rb", "s3://one");
        var buckets = await aws.TextAsync("s3", "ls");

        Assert.EndsWith("4 a b+ü.txt", listed.Trim(), StringComparison.Ordinal);
        Assert.Equal("body", piped);
        Assert.Equal("", buckets.Trim());
    }

    [SkippableFact]
    public async Task A_large_file_goes_up_across_and_down_in_parts()
    {
        await using var aws = await AwsCli.StartAsync();
        var body = RandomNumberGenerator.GetBytes(MultipartBytes);
        await aws.TextAsync("s3", "mb", "s3://large");

        await aws.TextAsync("s3", "cp", _folder.Write("large.bin", body), "s3://large/up", "--metadata", "kind=first");
        await aws.TextAsync("s3", "cp", "s3://large/up", "s3://large/across");
        await aws.TextAsync("s3", "cp", "s3://large/across", _folder.PathOf("down.bin"));
        var head = await aws.RunAsync("s3api", "head-object", "--bucket", "large", "--key", "up");

        Assert.Equal(SHA256.HashData(body), SHA256.HashData(await File.ReadAllBytesAsync(_folder.PathOf("down.bin"))));
        Assert.EndsWith("-2\"", head.GetProperty("ETag").GetString(), StringComparison.Ordinal);
        Assert.Equal("first", head.GetProperty("Metadata").GetProperty("kind").GetString());
    }

    [SkippableFact]
    public async Task Folders_are_synchronised_and_what_is_gone_is_deleted()
    {
        await using var aws = await AwsCli.StartAsync();
        await aws.TextAsync("s3", "mb", "s3://mirror");
        _folder.Write("tree/a.txt", "a"u8.ToArray());
        _folder.Write("tree/b/c.txt", "c"u8.ToArray());
        await aws.TextAsync("s3", "sync", _folder.PathOf("tree"), "s3://mirror/tree");
        var first = await KeysAsync(aws, "mirror");

        File.Delete(_folder.PathOf("tree/a.txt"));
        _folder.Write("tree/d.txt", "d"u8.ToArray());
        await aws.TextAsync("s3", "sync", _folder.PathOf("tree"), "s3://mirror/tree", "--delete");
        var second = await KeysAsync(aws, "mirror");
        await aws.TextAsync("s3", "cp", "s3://mirror/tree", _folder.PathOf("copy"), "--recursive");
        await aws.TextAsync("s3", "rm", "s3://mirror", "--recursive");

        Assert.Equal(["tree/a.txt", "tree/b/c.txt"], first);
        Assert.Equal(["tree/b/c.txt", "tree/d.txt"], second);
        Assert.Equal("c", await File.ReadAllTextAsync(_folder.PathOf("copy/b/c.txt")));
        Assert.Empty(await KeysAsync(aws, "mirror"));
    }

    private static async Task<string[]> KeysAsync(AwsCli aws, string bucket)
    {
        var listed = await aws.RunAsync("s3api", "list-objects-v2", "--bucket", bucket);
        return listed.ValueKind == JsonValueKind.Object && listed.TryGetProperty("Contents", out var contents)
            ? [.. contents.EnumerateArray().Select(found => found.GetProperty("Key").GetString()!)]
            : [];
    }
}
