namespace DataSync.LocalAws.S3.Events;

/// <summary>The call an event comes from.</summary>
/// <param name="RequestId">The call's id.</param>
/// <param name="HostId">The second id S3 gives.</param>
/// <param name="PrincipalId">Who called.</param>
internal sealed record EventCause(string RequestId, string HostId, string PrincipalId)
{
    /// <summary>Everybody calls from this machine.</summary>
    public const string SourceAddress = "127.0.0.1";
}
