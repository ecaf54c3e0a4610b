using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.Sqs;

/// <summary>Where a queue is and what it is called; queues are told apart by this alone.</summary>
internal sealed record QueueName(string Region, string AccountId, string Name)
{
    private const int MaxLength = 80;
    private const string FifoSuffix = ".fifo";

    public bool IsFifo => Name.EndsWith(FifoSuffix, StringComparison.Ordinal);

    public string Arn => $"arn:{AwsPartition.Of(Region)}:sqs:{Region}:{AccountId}:{Name}";

    public string Url => $"https://sqs.{Region}.{AwsPartition.Domain(Region)}/{AccountId}/{Name}";

    /// <summary>The name alone, as AWS checks it: 1 to 80 letters, digits, hyphens and underscores, and perhaps <c>.fifo</c>.</summary>
    public bool IsValid
    {
        get
        {
            var stem = IsFifo ? Name.AsSpan(0, Name.Length - FifoSuffix.Length) : Name;
            return Name.Length <= MaxLength && !stem.IsEmpty && !stem.ContainsAnyExcept(IdCharacters.Allowed);
        }
    }

    /// <summary>Null when it is no queue ARN.</summary>
    public static QueueName? FromArn(string arn)
    {
        var parts = arn.Split(':');
        return parts is ["arn", _, "sqs", { Length: > 0 } region, var account, { Length: > 0 } name] ? new QueueName(region, account, name) : null;
    }

    /// <summary>Reads the last two segments of the path; the host says nothing, since an endpoint override changes it. Null when there are no two.</summary>
    public static QueueName? FromUrl(string region, string url)
    {
        var path = url.AsSpan().TrimEnd('/');
        var nameAt = path.LastIndexOf('/') + 1;
        if (nameAt < 2)
        {
            return null;
        }

        var account = path[..(nameAt - 1)];
        account = account[(account.LastIndexOf('/') + 1)..];
        return account.IsEmpty ? null : new QueueName(region, account.ToString(), path[nameAt..].ToString());
    }
}
