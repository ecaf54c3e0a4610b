using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Buckets themselves: names, regions, what is set on them.</summary>
public sealed class BucketContract : S3Contract
{
    [ContractFact]
    public async Task A_bucket_is_listed_and_says_where_it_is()
    {
        var buckets = (await S3.ListBucketsAsync()).Buckets;
        var location = await S3.GetBucketLocationAsync(Bucket);
        var head = await S3.HeadBucketAsync(new HeadBucketRequest { BucketName = Bucket });

        Assert.Contains(buckets, bucket => bucket.BucketName == Bucket);
        Assert.Equal(Server.Region, location.Location.Value);
        Assert.Equal(Server.Region, head.BucketRegion);
    }

    [ContractFact]
    public async Task A_deleted_bucket_is_gone_and_its_name_is_free_again()
    {
        await S3.DeleteBucketAsync(Bucket);

        await RefusedAsync(HttpStatusCode.NotFound, () => S3.HeadBucketAsync(new HeadBucketRequest { BucketName = Bucket }));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => PutAsync("key", "body"));
        await S3.PutBucketAsync(NewBucket(Bucket, Server.Region));
    }

    [ContractFact]
    public async Task A_bucket_that_is_already_yours_cannot_be_created_again()
    {
        await RefusedAsync(
            HttpStatusCode.Conflict, "BucketAlreadyOwnedByYou", () => S3.PutBucketAsync(NewBucket(Bucket, Server.Region)));
    }

    [ContractFact]
    public async Task A_bucket_name_is_taken_in_every_region()
    {
        using var elsewhere = Server.Client(Server.OtherRegion);

        await RefusedAsync(
            HttpStatusCode.Conflict, "BucketAlreadyOwnedByYou", () => elsewhere.PutBucketAsync(NewBucket(Bucket, Server.OtherRegion)));
    }

    // The SDK sends this name of old for eu-west-1.
    [ContractFact]
    public async Task The_constraint_EU_means_Ireland()
    {
        using var ireland = Server.Client("eu-west-1");

        var name = NewName();
        await ireland.PutBucketAsync(NewBucket(name, "EU"));

        Assert.Equal("eu-west-1", (await ireland.HeadBucketAsync(new HeadBucketRequest { BucketName = name })).BucketRegion);
    }

    [ContractTheory]
    [InlineData("ab")]
    [InlineData("Upper-Case")]
    [InlineData("under_score")]
    [InlineData("two..dots")]
    [InlineData("-starts-with-a-hyphen")]
    [InlineData("ends-with-a-hyphen-")]
    [InlineData("192.168.5.4")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public async Task A_bucket_name_that_breaks_the_rules_is_refused(string name)
    {
        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidBucketName", () => S3.PutBucketAsync(NewBucket(name, Server.Region)));
    }

    [ContractFact]
    public async Task A_bucket_with_an_object_is_not_deleted()
    {
        await PutAsync("key", "body");

        await RefusedAsync(HttpStatusCode.Conflict, "BucketNotEmpty", () => S3.DeleteBucketAsync(Bucket));
    }

    [ContractFact]
    public async Task A_delete_marker_alone_keeps_the_bucket_from_being_deleted()
    {
        await VersioningAsync(VersionStatus.Enabled);
        var marker = await DeleteAsync("never there");

        await RefusedAsync(HttpStatusCode.Conflict, "BucketNotEmpty", () => S3.DeleteBucketAsync(Bucket));
        await DeleteAsync("never there", request => request.VersionId = marker.VersionId);
        await S3.DeleteBucketAsync(Bucket);
    }

    [ContractFact]
    public async Task Nothing_is_found_in_a_bucket_that_is_not_there()
    {
        var nowhere = NewName();

        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => GetAsync("key", request => request.BucketName = nowhere));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = nowhere }));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => DeleteAsync("key", request => request.BucketName = nowhere));
        await RefusedAsync(HttpStatusCode.NotFound, () => HeadAsync("key", request => request.BucketName = nowhere));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchBucket", () => S3.DeleteBucketAsync(nowhere));
    }

    // Which code the SDK makes of a redirect depends on the call; the status and the header of the answer do not.
    [ContractFact]
    public async Task A_call_signed_for_another_region_is_redirected_and_does_nothing()
    {
        using var elsewhere = Server.Client(Server.OtherRegion);
        await PutAsync("key", "body");

        var put = await RefusedAsync(HttpStatusCode.MovedPermanently, () => elsewhere.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "key", ContentBody = "other" }));
        await RefusedAsync(HttpStatusCode.MovedPermanently, () => elsewhere.GetObjectAsync(Bucket, "key"));
        await RefusedAsync(HttpStatusCode.MovedPermanently, () => elsewhere.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket }));
        await RefusedAsync(HttpStatusCode.MovedPermanently, () => elsewhere.DeleteObjectAsync(Bucket, "key"));
        await RefusedAsync(HttpStatusCode.MovedPermanently, () => elsewhere.GetObjectMetadataAsync(Bucket, "key"));

        Assert.Equal("PermanentRedirect", put.ErrorCode);
        Assert.Equal("body", await TextAsync("key"));
    }

    [ContractFact]
    public async Task Versioning_is_off_at_first_and_is_then_enabled_or_suspended()
    {
        var first = await S3.GetBucketVersioningAsync(Bucket);
        await VersioningAsync(VersionStatus.Enabled);
        var enabled = await S3.GetBucketVersioningAsync(Bucket);
        await VersioningAsync(VersionStatus.Suspended);
        var suspended = await S3.GetBucketVersioningAsync(Bucket);

        Assert.True(string.IsNullOrEmpty(first.VersioningConfig?.Status?.Value) || first.VersioningConfig.Status == VersionStatus.Off);
        Assert.Equal(VersionStatus.Enabled, enabled.VersioningConfig.Status);
        Assert.Equal(VersionStatus.Suspended, suspended.VersioningConfig.Status);
    }

    [ContractFact]
    public async Task An_expiry_rule_is_kept()
    {
        await S3.PutLifecycleConfigurationAsync(Bucket, new LifecycleConfiguration
        {
            Rules =
            [
                new LifecycleRule
                {
                    Id = "payloads", Status = LifecycleRuleStatus.Enabled, Expiration = new LifecycleRuleExpiration { Days = 15 },
                    Filter = new LifecycleFilter { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "payloads/" } },
                },
            ],
        });

        var rule = Assert.Single((await S3.GetLifecycleConfigurationAsync(Bucket)).Configuration.Rules);
        Assert.Equal(("payloads", 15), (rule.Id, rule.Expiration.Days));
        Assert.Equal("payloads/", Assert.IsType<LifecyclePrefixPredicate>(rule.Filter.LifecycleFilterPredicate).Prefix);
    }

    [ContractFact]
    public async Task Public_access_is_blocked_as_configured()
    {
        await S3.PutPublicAccessBlockAsync(new PutPublicAccessBlockRequest
        {
            BucketName = Bucket,
            PublicAccessBlockConfiguration = new PublicAccessBlockConfiguration { BlockPublicAcls = true, BlockPublicPolicy = true, IgnorePublicAcls = true, RestrictPublicBuckets = true },
        });

        var block = (await S3.GetPublicAccessBlockAsync(new GetPublicAccessBlockRequest { BucketName = Bucket })).PublicAccessBlockConfiguration;
        Assert.True(block is { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true });
    }

    [ContractFact]
    public async Task Tags_of_a_bucket_are_kept_and_deleted()
    {
        await S3.PutBucketTaggingAsync(Bucket, [new Tag { Key = "team", Value = "sync" }]);
        var tags = (await S3.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = Bucket })).TagSet;
        await S3.DeleteBucketTaggingAsync(Bucket);

        Assert.Equal([("team", "sync")], tags.Select(tag => (tag.Key, tag.Value)));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchTagSet", () => S3.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = Bucket }));
    }

    [ContractFact]
    public async Task A_setting_that_was_never_made_has_an_error_of_its_own()
    {
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchCORSConfiguration", () => S3.GetCORSConfigurationAsync(Bucket));
        await RefusedAsync(HttpStatusCode.NotFound, "NoSuchTagSet", () => S3.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = Bucket }));
    }
}
