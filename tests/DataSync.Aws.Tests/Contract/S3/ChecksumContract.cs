using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using DataSync.Aws.Tests.Contract.Running;
using Xunit;

namespace DataSync.Aws.Tests.Contract.S3;

/// <summary>Checksums: given, computed by the SDK, computed by S3; wrong ones.</summary>
public sealed class ChecksumContract : S3Contract
{
    // The check values of the catalogue of CRCs are about this text.
    private const string Digits = "123456789";

    private static readonly string Crc32 = Base64("CBF43926");
    private static readonly string Crc32C = Base64("E3069283");
    private static readonly string Crc64Nvme = Base64("AE8B14860A799888");
    private static readonly string Sha1 = Convert.ToBase64String(Digests.Sha1(Encoding.UTF8.GetBytes(Digits)));
    private static readonly string Sha256 = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Digits)));

    [ContractFact]
    public async Task The_sdk_sends_a_crc32_by_itself_and_it_is_kept()
    {
        var put = await PutAsync("key", Digits);

        var head = await HeadAsync("key", request => request.ChecksumMode = ChecksumMode.ENABLED);

        Assert.Equal((Crc32, Crc32), (put.ChecksumCRC32, head.ChecksumCRC32));
        Assert.Equal(ChecksumType.FULL_OBJECT, head.ChecksumType);
    }

    [ContractTheory]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("CRC64NVME")]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task A_checksum_of_every_algorithm_is_checked_kept_and_returned(string algorithm)
    {
        await PutAsync("key", Digits, request => Give(request, algorithm, Right(algorithm)));

        using var got = await GetAsync("key");
        var head = await HeadAsync("key", request => request.ChecksumMode = ChecksumMode.ENABLED);

        Assert.Equal(Right(algorithm), Returned(head, algorithm));
        Assert.Equal(ChecksumType.FULL_OBJECT, head.ChecksumType);
        Assert.Equal(Digits, Encoding.UTF8.GetString(await BodyAsync(got)));
    }

    [ContractTheory]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("CRC64NVME")]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task A_wrong_checksum_is_refused_and_stores_nothing(string algorithm)
    {
        await RefusedAsync(HttpStatusCode.BadRequest, "BadDigest", () => PutAsync("key", "other bytes", request => Give(request, algorithm, Right(algorithm))));

        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task What_is_no_checksum_at_all_is_refused()
    {
        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidRequest", () => PutAsync("key", Digits, request => request.ChecksumSHA256 = "c2hvcnQ="));

        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task A_wrong_md5_is_refused_and_stores_nothing()
    {
        var right = Convert.ToBase64String(Digests.Md5(Encoding.UTF8.GetBytes(Digits)));
        await PutAsync("right", Digits, request => request.MD5Digest = right);

        await RefusedAsync(HttpStatusCode.BadRequest, "BadDigest", () => PutAsync("wrong", "other bytes", request => request.MD5Digest = right));
        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidDigest", () => PutAsync("none", Digits, request => request.MD5Digest = "c2hvcnQ="));

        Assert.Equal(["right"], await KeysAsync());
    }

    [ContractFact]
    public async Task A_checksum_is_returned_only_when_asked_for()
    {
        await PutAsync("key", Digits);

        var head = await HeadAsync("key");

        Assert.True(string.IsNullOrEmpty(head.ChecksumCRC32));
    }

    [ContractFact]
    public async Task S3_computes_a_crc64nvme_where_none_is_given()
    {
        using var client = Server.Client(Server.Region, config => config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED);

        var put = await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "key", ContentBody = Digits });
        var head = await HeadAsync("key", request => request.ChecksumMode = ChecksumMode.ENABLED);

        Assert.Equal((Crc64Nvme, Crc64Nvme), (put.ChecksumCRC64NVME, head.ChecksumCRC64NVME));
        Assert.Equal(ChecksumType.FULL_OBJECT, head.ChecksumType);
    }

    [ContractFact]
    public async Task An_empty_object_has_a_checksum_too()
    {
        var put = await PutAsync("key", "");

        Assert.Equal(Base64("00000000"), put.ChecksumCRC32);
    }

    [ContractFact]
    public async Task A_copy_keeps_the_checksum_of_its_source()
    {
        await PutAsync("source", Digits, request => request.ChecksumSHA256 = Sha256);

        var copied = await CopyAsync("source", "target");

        var head = await HeadAsync("target", request => request.ChecksumMode = ChecksumMode.ENABLED);
        Assert.Equal((Sha256, Sha256), (copied.ChecksumSHA256, head.ChecksumSHA256));
    }

    [ContractFact]
    public async Task A_copy_of_an_upload_in_parts_has_the_checksum_of_the_whole()
    {
        var uploadId = await StartUploadAsync("source", request => request.ChecksumAlgorithm = ChecksumAlgorithm.SHA256);
        await CompleteAsync("source", uploadId, [await UploadDigitsAsync("source", uploadId)]);

        await CopyAsync("source", "target");

        var head = await HeadAsync("target", request => request.ChecksumMode = ChecksumMode.ENABLED);
        Assert.Equal((Sha256, ChecksumType.FULL_OBJECT), (head.ChecksumSHA256, head.ChecksumType));
    }

    [ContractFact]
    public async Task A_copy_computes_another_checksum_when_asked_for()
    {
        await PutAsync("source", Digits);

        await CopyAsync("source", "target", request => request.ChecksumAlgorithm = ChecksumAlgorithm.SHA1);

        Assert.Equal(Sha1, (await HeadAsync("target", request => request.ChecksumMode = ChecksumMode.ENABLED)).ChecksumSHA1);
    }

    [ContractFact]
    public async Task A_part_with_a_wrong_checksum_is_refused()
    {
        var uploadId = await StartUploadAsync("key", request => request.ChecksumAlgorithm = ChecksumAlgorithm.SHA256);

        await RefusedAsync(
            HttpStatusCode.BadRequest, "BadDigest", () => UploadPartAsync("key", uploadId, 1, Encoding.UTF8.GetBytes("other bytes"), request => request.ChecksumSHA256 = Sha256));

        Assert.Empty((await S3.ListPartsAsync(Bucket, "key", uploadId)).Parts ?? []);
    }

    [ContractFact]
    public async Task Checksums_of_parts_make_a_composite_one()
    {
        var uploadId = await StartUploadAsync("key", request => request.ChecksumAlgorithm = ChecksumAlgorithm.SHA256);
        var part = await UploadDigitsAsync("key", uploadId);

        var completed = await CompleteAsync("key", uploadId, [part]);

        Assert.Equal(Sha256, part.ChecksumSHA256);
        Assert.Equal($"{Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Sha256)))}-1", completed.ChecksumSHA256);
        var head = await HeadAsync("key", request => request.ChecksumMode = ChecksumMode.ENABLED);
        Assert.Equal((completed.ChecksumSHA256, ChecksumType.COMPOSITE), (head.ChecksumSHA256, head.ChecksumType));
    }

    [ContractFact]
    public async Task Parts_with_checksums_are_named_with_them()
    {
        var uploadId = await StartUploadAsync("key", request => request.ChecksumAlgorithm = ChecksumAlgorithm.SHA256);
        var part = await UploadDigitsAsync("key", uploadId);

        await RefusedAsync(HttpStatusCode.BadRequest, "InvalidRequest", () => CompleteAsync("key", uploadId, [new PartETag(1, part.ETag)]));

        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task A_wrong_checksum_of_the_whole_completes_nothing()
    {
        var uploadId = await StartUploadAsync("key", request => (request.ChecksumAlgorithm, request.ChecksumType) = (ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT));
        var part = await UploadPartAsync("key", uploadId, 1, Encoding.UTF8.GetBytes("other bytes"));

        await RefusedAsync(HttpStatusCode.BadRequest, "BadDigest", () => CompleteAsync("key", uploadId, [part], request =>
            (request.ChecksumType, request.ChecksumCRC32) = (ChecksumType.FULL_OBJECT, Crc32)));

        Assert.Empty(await KeysAsync());
    }

    [ContractFact]
    public async Task A_full_object_checksum_of_an_upload_is_that_of_its_bytes()
    {
        var uploadId = await StartUploadAsync("key", request => (request.ChecksumAlgorithm, request.ChecksumType) = (ChecksumAlgorithm.CRC32, ChecksumType.FULL_OBJECT));
        var part = await UploadPartAsync("key", uploadId, 1, Encoding.UTF8.GetBytes(Digits));

        await CompleteAsync("key", uploadId, [part], request => request.ChecksumType = ChecksumType.FULL_OBJECT);

        var head = await HeadAsync("key", request => request.ChecksumMode = ChecksumMode.ENABLED);
        Assert.Equal((Crc32, ChecksumType.FULL_OBJECT), (head.ChecksumCRC32, head.ChecksumType));
    }

    [ContractFact]
    public async Task A_listing_names_the_algorithm()
    {
        await PutAsync("key", Digits);

        var listed = await S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket });

        Assert.Equal(["CRC32"], Assert.Single(listed.S3Objects).ChecksumAlgorithm);
    }

    private static string Base64(string hex) => Convert.ToBase64String(Convert.FromHexString(hex));

    private static string Right(string algorithm) => algorithm switch
    {
        "CRC32" => Crc32,
        "CRC32C" => Crc32C,
        "CRC64NVME" => Crc64Nvme,
        "SHA1" => Sha1,
        _ => Sha256,
    };

    private static string Returned(GetObjectMetadataResponse head, string algorithm) => algorithm switch
    {
        "CRC32" => head.ChecksumCRC32,
        "CRC32C" => head.ChecksumCRC32C,
        "CRC64NVME" => head.ChecksumCRC64NVME,
        "SHA1" => head.ChecksumSHA1,
        _ => head.ChecksumSHA256,
    };

    private static void Give(PutObjectRequest request, string algorithm, string value)
    {
        switch (algorithm)
        {
            case "CRC32":
                request.ChecksumCRC32 = value;
                break;
            case "CRC32C":
                request.ChecksumCRC32C = value;
                break;
            case "CRC64NVME":
                request.ChecksumCRC64NVME = value;
                break;
            case "SHA1":
                request.ChecksumSHA1 = value;
                break;
            default:
                request.ChecksumSHA256 = value;
                break;
        }
    }

    /// <summary>A part with its SHA-256, which the SDK's own constructor of part names leaves out.</summary>
    private async Task<PartETag> UploadDigitsAsync(string key, string uploadId)
    {
        var response = await S3.UploadPartAsync(new UploadPartRequest
        {
            BucketName = Bucket,
            Key = key,
            UploadId = uploadId,
            PartNumber = 1,
            InputStream = new MemoryStream(Encoding.UTF8.GetBytes(Digits)),
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
        });
        return new PartETag(1, response.ETag) { ChecksumSHA256 = response.ChecksumSHA256 };
    }
}
