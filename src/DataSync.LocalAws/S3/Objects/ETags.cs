namespace DataSync.LocalAws.S3.Objects;

/// <summary>Entity tags in conditions, which come with quotes or without.</summary>
internal static class ETags
{
    public const string Any = "*";

    public static string Bare(string text)
    {
        var bare = text.Trim();
        bare = bare.StartsWith("W/", StringComparison.Ordinal) ? bare[2..] : bare;
        return bare.Trim('"');
    }

    /// <summary>True when one of a condition's tags is that of the object.</summary>
    public static bool Matches(string condition, string etag) =>
        condition.Split(',').Any(one => one.Trim() == Any || Bare(one).Equals(etag, StringComparison.OrdinalIgnoreCase));
}
