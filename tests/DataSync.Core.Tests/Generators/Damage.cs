namespace DataSync.Core.Tests.Generators;

/// <summary>Damages valid input as bugs and line noise do.</summary>
public static class Damage
{
    private static readonly byte[] Telling = [.. "{}[]\":,\\0eE+-u. \n"u8, 0, 0xEF, 0xBF, 0xFF, 0xC0, 0xED];

    /// <summary>One to three bytes replaced, removed, added, copied or cut off.</summary>
    public static byte[] Bytes(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = Telling[random.Next(Telling.Length)]; break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, Telling[random.Next(Telling.Length)]); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(20, bytes.Count - at)))); break;
                default: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
            }
        }

        return [.. bytes];
    }
}
