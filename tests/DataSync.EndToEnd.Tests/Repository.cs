namespace DataSync.EndToEnd.Tests;

/// <summary>Where the built things are: found from the test assembly, so that the working directory does not matter.</summary>
internal static class Repository
{
    private static readonly DirectoryInfo Configuration = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public static string Root { get; } = FindRoot();

    public static string Template => Path.Combine(Root, "template.yaml");

    /// <summary>The functions, built in the same configuration as these tests.</summary>
    public static string Functions => Path.Combine(Root, "artifacts", "bin", "DataSync.Functions", Configuration.Name, "bootstrap.dll");

    public static string Cli => Path.Combine(Root, "artifacts", "bin", "DataSync.Cli", Configuration.Name, "datasync.dll");

    private static string FindRoot()
    {
        for (var folder = Configuration; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "template.yaml")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("There is no template.yaml above the test assembly.");
    }
}
