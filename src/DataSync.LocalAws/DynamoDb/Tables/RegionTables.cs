using System.Collections.Concurrent;
using DataSync.LocalAws.DynamoDb.Backups;
using DataSync.LocalAws.DynamoDb.Operations;
using DataSync.LocalAws.DynamoDb.Streams;
using DataSync.LocalAws.Protocol;

namespace DataSync.LocalAws.DynamoDb.Tables;

/// <summary>All state of one region: its tables and their streams. Nothing else in the service outlives a request.</summary>
internal sealed class RegionTables(string name)
{
    public string Name { get; } = name;

    public ConcurrentDictionary<string, Table> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>By ARN; a stream stays readable after its table is gone.</summary>
    public ConcurrentDictionary<string, TableStream> Streams { get; } = new(StringComparer.Ordinal);

    /// <summary>On-demand backups by ARN; they stay when their table is gone.</summary>
    public ConcurrentDictionary<string, TableBackup> Backups { get; } = new(StringComparer.Ordinal);

    /// <summary>Finished transactions by client token, so that a repeated call is not a second transaction.</summary>
    public TransactionTokens TransactionTokens { get; } = new();

    /// <summary>The table of an item operation; accepts an ARN in place of the name.</summary>
    public Table Find(string? tableName)
    {
        string shortName = ShortName(tableName);
        return Tables.TryGetValue(shortName, out Table? table) ? table : throw DynamoDbError.NotFound();
    }

    /// <summary>The table of a table operation, whose error names it.</summary>
    public Table FindNamed(string? tableName)
    {
        string shortName = ShortName(tableName);
        return Tables.TryGetValue(shortName, out Table? table) ? table : throw DynamoDbError.NotFound($"Requested resource not found: Table: {shortName} not found");
    }

    /// <summary>The table of a backup or restore, whose error is one of its own.</summary>
    public Table FindForBackup(string? tableName)
    {
        string shortName = ShortName(tableName);
        return Tables.TryGetValue(shortName, out Table? table) ? table : throw DynamoDbError.Service("TableNotFoundException", $"Table not found: {shortName}");
    }

    /// <summary>Takes in a table that was restored, and describes it.</summary>
    public AwsResponse AddRestored(Table table) => Tables.TryAdd(table.Name, table)
        ? TableDescription.Respond("TableDescription", table, "ACTIVE")
        : throw DynamoDbError.Service("TableAlreadyExistsException", $"Table already exists: {table.Name}");

    /// <summary>The name in a name or an ARN.</summary>
    public static string ShortName(string? tableName)
    {
        if (string.IsNullOrEmpty(tableName))
        {
            throw DynamoDbError.Validation("1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null");
        }
        return tableName.StartsWith("arn:", StringComparison.Ordinal) ? tableName[(tableName.IndexOf("table/", StringComparison.Ordinal) + 6)..] : tableName;
    }
}
