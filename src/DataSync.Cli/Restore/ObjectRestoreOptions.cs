namespace DataSync.Cli.Restore;

/// <summary>Which deleted objects are put back.</summary>
/// <param name="DeletedSince">Those deleted then or later.</param>
/// <param name="Prefix">Those whose name begins so; empty for all.</param>
/// <param name="RatePerSecond">Objects in a second; null for as fast as it goes.</param>
/// <param name="IsDryRun">Counts, and changes nothing.</param>
internal sealed record ObjectRestoreOptions(DateTimeOffset DeletedSince, string Prefix, double? RatePerSecond, bool IsDryRun);
