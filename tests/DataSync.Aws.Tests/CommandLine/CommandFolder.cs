namespace DataSync.Aws.Tests.CommandLine;

/// <summary>A folder of a test's own, for the files that a command reads and writes.</summary>
internal sealed class CommandFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("datasync-cli-");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes a file, its folders too, and returns its path.</summary>
    public string Write(string name, byte[] body)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, body);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
