using DataSync.LocalAws.DynamoDb.Tables;
using DataSync.LocalAws.DynamoDb.Values;

namespace DataSync.LocalAws.DynamoDb.Backups;

/// <summary>An on-demand backup: the items, which never change, and how the table was.</summary>
/// <param name="Arn">Its ARN, unique.</param>
/// <param name="Name">As the caller named it; need not be unique.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Source">A table without items that has the settings of the one that was backed up.</param>
/// <param name="Items">All items.</param>
/// <param name="SizeBytes">Their size.</param>
internal sealed record TableBackup(string Arn, string Name, DateTimeOffset At, Table Source, IReadOnlyCollection<MapValue> Items, long SizeBytes);

/// <summary>Where a restored table comes from.</summary>
/// <param name="SourceTableArn">The table.</param>
/// <param name="BackupArn">The backup, or null for a point in time.</param>
/// <param name="At">The state that was restored.</param>
internal sealed record RestoreOrigin(string SourceTableArn, string? BackupArn, DateTimeOffset At);
