using System.Text;

namespace DataSync.Functions.Hosting;

/// <summary>
/// Writes each line with one call. The console's own writer splits what is longer than its buffer, and the official runtime
/// puts a prefix before what goes through it: neither is a line of JSON then.
/// </summary>
/// <param name="output">Standard output. Not closed.</param>
public sealed class LineOutput(Stream output) : TextWriter
{
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        var bytes = Encoding.UTF8.GetBytes(value ?? "");
        lock (_lock)
        {
            output.Write(bytes);
            output.Flush();
        }
    }

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");
}
