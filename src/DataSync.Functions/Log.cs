using Microsoft.Extensions.Logging;

namespace DataSync.Functions;

/// <summary>Every log entry of the functions. Event ids from 2000.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Debug, "{RecordCount} records: {CapturedCount} captured, {EchoCount} echoes")]
    public static partial void BatchCaptured(this ILogger logger, int recordCount, int capturedCount, int echoCount);

    [LoggerMessage(2001, LogLevel.Error, "Records from {SequenceNumber} on are not done and will be delivered again: {Reason}")]
    public static partial void CaptureIncomplete(this ILogger logger, string sequenceNumber, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "{ParkedCount} changes are parked: {Reason}")]
    public static partial void ChangesParked(this ILogger logger, int parkedCount, string reason);

    [LoggerMessage(2003, LogLevel.Error, "A stream record became a dead letter: {Reason}")]
    public static partial void RecordBuried(this ILogger logger, string reason);

    [LoggerMessage(2004, LogLevel.Warning, "{SettledCount} overwritten local writes were brought back")]
    public static partial void WritesSettled(this ILogger logger, int settledCount);

    [LoggerMessage(2005, LogLevel.Debug, "{EventCount} object events: {CapturedCount} captured, {EchoCount} echoes")]
    public static partial void ObjectsCaptured(this ILogger logger, int eventCount, int capturedCount, int echoCount);

    [LoggerMessage(2006, LogLevel.Warning, "{SettledCount} objects were put right, {ClobberedCount} of them lost a local write")]
    public static partial void ObjectsSettled(this ILogger logger, int settledCount, int clobberedCount);

    [LoggerMessage(2007, LogLevel.Error, "An object event became a dead letter: {Reason}")]
    public static partial void ObjectEventBuried(this ILogger logger, string reason);

    [LoggerMessage(2008, LogLevel.Information, "{HeldCount} changes wait for regions that are on hold")]
    public static partial void ChangesHeld(this ILogger logger, int heldCount);

    [LoggerMessage(2010, LogLevel.Debug, "{MessageCount} messages: {AppliedCount} applied, {SupersededCount} superseded, {DuplicateCount} duplicates, {DeferredCount} deferred")]
    public static partial void BatchApplied(this ILogger logger, int messageCount, int appliedCount, int supersededCount, int duplicateCount, int deferredCount);

    [LoggerMessage(2011, LogLevel.Warning, "{RetriedCount} changes will be tried again: {Reason}")]
    public static partial void ChangesRetried(this ILogger logger, int retriedCount, string reason);

    [LoggerMessage(2012, LogLevel.Error, "{FailedCount} messages are not done and will be delivered again: {Reason}")]
    public static partial void MessagesFailed(this ILogger logger, int failedCount, string reason);

    [LoggerMessage(2013, LogLevel.Error, "{DeadLetterCount} dead letters were written; datasync's operations guide says what to do")]
    public static partial void DeadLettersWritten(this ILogger logger, int deadLetterCount);

    [LoggerMessage(2014, LogLevel.Warning, "{ThrottledCount} changes wait for a table that throttles: {Reason}")]
    public static partial void ChangesThrottled(this ILogger logger, int throttledCount, string reason);

    [LoggerMessage(2015, LogLevel.Warning, "{WentAheadCount} items went ahead of the objects they name")]
    public static partial void ItemsWentAhead(this ILogger logger, int wentAheadCount);

    [LoggerMessage(2016, LogLevel.Warning, "{UnrecordedCount} heartbeats arrived and could not be kept for Health: {Reason}")]
    public static partial void HeartbeatsUnrecorded(this ILogger logger, int unrecordedCount, string reason);

    [LoggerMessage(2020, LogLevel.Warning, "{ParkedCount} envelopes are still parked, the oldest for {OldestSeconds} s: {Reason}")]
    public static partial void StillParked(this ILogger logger, int parkedCount, long oldestSeconds, string reason);

    [LoggerMessage(2021, LogLevel.Information, "{HeldCount} envelopes wait for regions that are on hold, the oldest for {OldestSeconds} s")]
    public static partial void StillHeld(this ILogger logger, int heldCount, long oldestSeconds);

    [LoggerMessage(2030, LogLevel.Information, "{RedrivenCount} dead letters redriven, {KeptCount} kept, {SkippedCount} skipped")]
    public static partial void Redriven(this ILogger logger, int redrivenCount, int keptCount, int skippedCount);

    [LoggerMessage(2031, LogLevel.Warning, "Redriving {Queue} had trouble: {Reason}")]
    public static partial void RedriveTroubled(this ILogger logger, string queue, string reason);

    [LoggerMessage(2032, LogLevel.Error, "A failed batch is not an event of a stream, and stays: {Reason}")]
    public static partial void BatchUnreadable(this ILogger logger, string reason);

    [LoggerMessage(2033, LogLevel.Warning, "{WornOutCount} dead letters of {Queue} were sent back too often and wait for a person")]
    public static partial void LettersWornOut(this ILogger logger, int wornOutCount, string queue);

    [LoggerMessage(2040, LogLevel.Warning, "The heartbeat did not reach {Target}: {Reason}")]
    public static partial void HeartbeatFailed(this ILogger logger, string target, string reason);

    [LoggerMessage(2050, LogLevel.Error, "The health check {Check} failed. {Message} {Detail}")]
    public static partial void HealthCheckFailed(this ILogger logger, string check, string message, string detail);

    [LoggerMessage(2051, LogLevel.Warning, "The health check {Check} warns. {Message} {Detail}")]
    public static partial void HealthCheckWarned(this ILogger logger, string check, string message, string detail);

    [LoggerMessage(2060, LogLevel.Error, "The routing configuration is refused, the last good one stays: {Problems}")]
    public static partial void RoutingRefused(this ILogger logger, string problems);

    [LoggerMessage(2061, LogLevel.Warning, "The routing configuration could not be read, the last good one stays: {Reason}")]
    public static partial void RoutingUnread(this ILogger logger, string reason);

    [LoggerMessage(2062, LogLevel.Warning, "{Target} is taken for unhealthy: {Reason}")]
    public static partial void RegionUnhealthy(this ILogger logger, string target, string reason);

    [LoggerMessage(2063, LogLevel.Information, "{Target} is healthy again")]
    public static partial void RegionHealthy(this ILogger logger, string target);
}
