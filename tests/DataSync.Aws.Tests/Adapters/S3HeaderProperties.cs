using System.Globalization;
using CsCheck;
using DataSync.Aws.Objects;
using DataSync.Core.Objects;
using DataSync.Core.Ports;
using Xunit;

namespace DataSync.Aws.Tests.Adapters;

/// <summary>
/// A copy that does not match its stamp passes for an application's write: it is sent back, and comes back, for ever. So whatever
/// applications say of their objects, a copy matches or is refused for good.
/// </summary>
public sealed class S3HeaderProperties
{
    private const int Samples = 150;

    private static readonly Gen<string> Printable = Gen.Char[' ', '~'].Array[1, 30].Select(chars => new string(chars).Trim());

    private static readonly Gen<string> ContentTypes = Gen.OneOf<string>(
        Gen.OneOf<string>("text/html;charset=utf-8", "TEXT/html ; Charset=\"UTF-8\"", "jpg", "*/*", "a/b;c", "text/plain; a=b; a=b", "multipart/mixed; boundary=\"a b\"", "image/*"), Printable);

    private static readonly Gen<string> Dates = Gen.OneOf<string>(
        Gen.OneOf<string>("0", "-1", "never", "Thu, 1 Jan 2026 00:00:00 GMT", "2026-01-01", "2026-01-01T00:00:00+02:00", "Thursday, 01-Jan-26 00:00:00 GMT"), Printable);

    private static readonly Gen<string> Lists = Gen.OneOf<string>(
        Gen.OneOf<string>("gzip,br", "de, en", "no-cache,max-age=3", "max-age=3,   private=\"a, b\"", "attachment;filename=\"a, b.txt\"", "a,,b", ","), Printable);

    private static readonly Gen<Dictionary<string, string>> Headers =
        from type in ContentTypes
        from date in Dates
        from control in Lists
        from disposition in Lists
        from encoding in Lists
        from language in Lists
        from text in Printable
        from other in Printable
        select new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Content-Type"] = type,
            ["Expires"] = date,
            ["Cache-Control"] = control,
            ["Content-Disposition"] = disposition,
            ["Content-Encoding"] = encoding,
            ["Content-Language"] = language,
            ["x-amz-meta-text"] = text,
            ["x-amz-meta-Other"] = other,
        };

    [Fact]
    public async Task A_copy_matches_its_stamp_whatever_the_headers_say()
    {
        await using var regions = await S3Regions.CreateAsync(overHttp: true);
        var copied = 0;

        await Headers.SampleAsync(
            async headers =>
            {
                var name = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
                await regions.PutRawThereAsync(name, headers);
                copied += await CopyMatchesAsync(regions, name) ? 1 : 0;
            },
            iter: Samples, threads: 1);

        Assert.True(copied > Samples / 4, "Hardly any copy was made: nothing was tested.");
    }

    [Fact]
    public async Task A_copy_in_parts_matches_its_stamp_whatever_the_headers_say()
    {
        await using var regions = await S3Regions.CreateAsync(copies: new S3CopyOptions { SingleCopyBytes = 0 }, overHttp: true);
        var copied = 0;

        await Headers.SampleAsync(
            async headers =>
            {
                var name = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
                await regions.PutRawThereAsync(name, headers);
                copied += await CopyMatchesAsync(regions, name) ? 1 : 0;
            },
            iter: Samples / 3, threads: 1);

        Assert.True(copied > Samples / 12, "Hardly any copy was made: nothing was tested.");
    }

    private static async Task<bool> CopyMatchesAsync(S3Regions regions, string name)
    {
        var source = await regions.ContentThereAsync(name);
        CopyResult result;
        try
        {
            result = await regions.CopyAsync(source, name: name);
        }
        catch (StoreException e) when (!e.IsRetryable)
        {
            return false;
        }

        var copy = await regions.Objects.ReadAsync(S3Regions.Key(name), default);

        Assert.Equal(CopyOutcome.Written, result.Outcome);
        Assert.Equal(source.Headers.All, copy!.Headers.All);
        Assert.True(copy.IsStamped);
        return true;
    }
}
