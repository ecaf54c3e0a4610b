using System.Net;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Metadata of the user's and headers that S3 keeps.</summary>
public sealed class MetadataContract : S3Contract
{
    [ContractFact]
    public async Task Names_are_kept_in_lower_case_and_values_as_they_are()
    {
        await PutAsync("key", "body", request =>
        {
            request.Metadata["Mixed-Case"] = "Value; with=\"everything\", even commas";
        });

        var metadata = (await HeadAsync("key")).Metadata;

        Assert.Equal(["x-amz-meta-mixed-case"], metadata.Keys);
        Assert.Equal("Value; with=\"everything\", even commas", metadata["mixed-case"]);
    }

    // What is outside ASCII travels encoded (RFC 2047), and a copier that sends on what it read changes nothing.
    [ContractFact]
    public async Task An_encoded_value_comes_back_as_it_can_be_sent_again()
    {
        const string Encoded = "=?UTF-8?B?w7wg5pel5pys?=";

        await PutAsync("key", "body", request => request.Metadata["name"] = Encoded);
        var read = (await HeadAsync("key")).Metadata["name"];
        await PutAsync("again", "body", request => request.Metadata["name"] = read);

        Assert.Equal((Encoded, Encoded), (read, (await HeadAsync("again")).Metadata["name"]));
    }

    [ContractFact]
    public async Task A_name_may_have_an_underscore()
    {
        await PutAsync("key", "body", request => request.Metadata["under_score"] = "x");

        Assert.Equal("x", (await HeadAsync("key")).Metadata["under_score"]);
    }

    [ContractFact]
    public async Task Names_and_values_have_2_KB_together()
    {
        await PutAsync("key", "body", request =>
        {
            request.Metadata["one"] = new string('v', 1000);
            request.Metadata["two"] = new string('v', 2048 - 1000 - 6);
        });

        Assert.Equal(1000, (await HeadAsync("key")).Metadata["one"].Length);
        var error = await RefusedAsync(HttpStatusCode.BadRequest, "MetadataTooLarge", () => PutAsync("too much", "body", request =>
        {
            request.Metadata["one"] = new string('v', 1000);
            request.Metadata["two"] = new string('v', 2049 - 1000 - 6);
        }));
        Assert.Equal("Your metadata headers exceed the maximum allowed metadata size", error.Message);
        Assert.Equal(["key"], await KeysAsync());
    }

    [ContractFact]
    public async Task Metadata_of_an_upload_and_of_a_copy_has_the_same_limit()
    {
        await PutAsync("source", "body");

        await RefusedAsync(HttpStatusCode.BadRequest, "MetadataTooLarge", () => StartUploadAsync("key", request => request.Metadata["k"] = new string('v', 2048)));
        await RefusedAsync(HttpStatusCode.BadRequest, "MetadataTooLarge", () => CopyAsync("source", "target", request =>
        {
            request.MetadataDirective = Amazon.S3.S3MetadataDirective.REPLACE;
            request.Metadata["k"] = new string('v', 2048);
        }));
    }

    [ContractFact]
    public async Task System_headers_come_back_as_they_were_put()
    {
        await PutAsync("key", "body", request =>
        {
            request.ContentType = "text/html; charset=utf-8";
            request.Headers.CacheControl = "max-age=60";
            request.Headers.ContentDisposition = "attachment; filename=\"a b.html\"";
            request.Headers.ContentEncoding = "gzip";
            request.Headers["Content-Language"] = "de-AT";
            request.Headers["Expires"] = "Thu, 01 Dec 2033 16:00:00 GMT";
        });

        using var got = await GetAsync("key");

        Assert.Equal("text/html; charset=utf-8", got.Headers.ContentType);
        Assert.Equal(("max-age=60", "attachment; filename=\"a b.html\""), (got.Headers.CacheControl, got.Headers.ContentDisposition));
        Assert.Equal("gzip", got.Headers.ContentEncoding);
        Assert.Equal("de-AT", got.Headers["Content-Language"] ?? got.ContentLanguage);
        Assert.Equal("Thu, 01 Dec 2033 16:00:00 GMT", got.ExpiresString);
    }

    [ContractFact]
    public async Task The_chunked_encoding_of_the_request_is_not_the_objects()
    {
        await PutAsync("key", "body", request => request.Headers.ContentEncoding = "br");

        var plain = await PutAsync("plain", "body");

        Assert.Equal("br", (await HeadAsync("key")).Headers.ContentEncoding);
        Assert.True(string.IsNullOrEmpty((await HeadAsync("plain")).Headers.ContentEncoding));
        Assert.Equal("\"841a2d689ad86bd1611447453c22c6fc\"", plain.ETag);
    }

    [ContractFact]
    public async Task A_website_redirect_is_kept()
    {
        await PutAsync("key", "body", request => request.WebsiteRedirectLocation = "https://example.com/");

        Assert.Equal("https://example.com/", (await HeadAsync("key")).WebsiteRedirectLocation);
    }

    [ContractFact]
    public async Task A_get_can_ask_for_other_headers_in_its_answer()
    {
        await PutAsync("key", "body", request => request.ContentType = "text/plain");

        using var got = await GetAsync("key", request => request.ResponseHeaderOverrides = new ResponseHeaderOverrides
        {
            ContentType = "application/x-other",
            CacheControl = "no-store",
            ContentDisposition = "inline",
        });

        Assert.Equal(("application/x-other", "no-store", "inline"), (got.Headers.ContentType, got.Headers.CacheControl, got.Headers.ContentDisposition));
        Assert.Equal("text/plain", (await HeadAsync("key")).Headers.ContentType);
    }

    [ContractFact]
    public async Task Versions_have_metadata_of_their_own()
    {
        await VersioningAsync(Amazon.S3.VersionStatus.Enabled);
        var first = await PutAsync("key", "body", request => request.Metadata["n"] = "1");
        await PutAsync("key", "body", request => request.Metadata["n"] = "2");

        Assert.Equal("1", (await HeadAsync("key", request => request.VersionId = first.VersionId)).Metadata["n"]);
        Assert.Equal("2", (await HeadAsync("key")).Metadata["n"]);
    }
}
