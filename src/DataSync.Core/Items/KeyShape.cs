using System.Text.Json;

namespace DataSync.Core.Items;

/// <summary>What a primary key may look like: one or two attributes, each of type S, N or B.</summary>
internal static class KeyShape
{
    public static void Check(ReadOnlySpan<byte> canonical)
    {
        var reader = new Utf8JsonReader(canonical, CanonicalJson.ReaderOptions);
        reader.Read();
        var attributes = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            attributes++;
            reader.Read();
            reader.Read();
            if (reader.ValueSpan is not ([(byte)'S'] or [(byte)'N'] or [(byte)'B']))
            {
                throw new MalformedItemException("A key attribute is not of type S, N or B.");
            }

            reader.Read();
            reader.Read();
        }

        if (attributes is 0 or > 2)
        {
            throw new MalformedItemException($"A primary key has one or two attributes, not {attributes}.");
        }
    }
}
