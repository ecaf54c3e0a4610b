namespace DataSync.Local;

/// <summary>The local host can't start or go on; the message says what is missing or refused.</summary>
public sealed class LocalHostException(string message, Exception? inner = null) : Exception(message, inner);
