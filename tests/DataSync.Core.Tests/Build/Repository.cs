namespace DataSync.Core.Tests.Build;

/// <summary>The working tree the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DataSync.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No DataSync.sln above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }
}
