using DataSync.Local;

namespace DataSync.Cli.Local;

/// <summary>Finds the template and the functions that were built beside this tool.</summary>
internal static class LocalPaths
{
    /// <summary>The template: the one named, or the first template.yaml from here upwards.</summary>
    /// <exception cref="LocalHostException">There is none.</exception>
    public static string Template(string? named)
    {
        if (named is not null)
        {
            return File.Exists(named) ? named : throw new LocalHostException($"--template {named}: there is no such file.");
        }

        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "template.yaml");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new LocalHostException("There is no template.yaml here or in a folder above. Run this in the repository, or name one with --template.");
    }

    /// <summary>The functions' executable.</summary>
    /// <exception cref="LocalHostException">It is not there.</exception>
    public static string Functions(string? named, bool isAot)
    {
        if (named is not null)
        {
            return File.Exists(named) ? Path.GetFullPath(named) : throw new LocalHostException($"--functions {named}: there is no such file.");
        }

        // artifacts/bin/DataSync.Cli/<configuration>/ is where this tool runs from.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var artifacts = configuration.Parent?.Parent?.Parent?.FullName ?? AppContext.BaseDirectory;
        if (!isAot)
        {
            var built = Path.Combine(artifacts, "bin", "DataSync.Functions", configuration.Name, "bootstrap.dll");
            return File.Exists(built) ? built : throw new LocalHostException($"The functions are not built ({built} is missing). Build the solution, or name them with --functions.");
        }

        var published = new DirectoryInfo(Path.Combine(artifacts, "functions"));
        var native = published.Exists ? published.GetFiles("bootstrap", SearchOption.AllDirectories).MaxBy(f => f.LastWriteTimeUtc) : null;
        return native?.FullName ?? throw new LocalHostException("There is no native executable yet. Make it with: build/publish-functions x86_64 InTree (needs a C compiler).");
    }
}
