using System.Buffers;

namespace DataSync.LocalAws.Sqs;

/// <summary>The characters AWS allows in queue names and in the ids of batch entries.</summary>
internal static class IdCharacters
{
    public static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
