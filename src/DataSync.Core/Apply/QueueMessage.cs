namespace DataSync.Core.Apply;

/// <summary>A received message.</summary>
/// <param name="Id">Its id, by which a batch names what failed.</param>
/// <param name="Body">UTF-8 text, unescaped.</param>
public readonly record struct QueueMessage(string Id, ReadOnlyMemory<byte> Body);
