using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.S3;

namespace DataSync.LocalAws;

/// <summary>What a <see cref="LocalCloud"/> is made of.</summary>
public sealed record LocalCloudOptions
{
    /// <summary>Drives every delay, visibility timeout, retention period and long poll. There is no default, so that no clock slips in unseen.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The account every ARN and queue URL names: twelve digits.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>Asked before every call; null lets all calls through. <see cref="LocalCloud.Faults"/> changes it at run time.</summary>
    public IFaultInjector? Faults { get; init; }

    /// <summary>Limits and other settings of S3; null: S3's own.</summary>
    public S3Options? S3 { get; init; }
}
