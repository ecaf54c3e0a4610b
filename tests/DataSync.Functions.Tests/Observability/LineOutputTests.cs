using System.Text;
using DataSync.Functions.Hosting;

namespace DataSync.Functions.Tests.Observability;

public sealed class LineOutputTests
{
    [Fact]
    public void A_line_of_any_length_is_one_write()
    {
        var stream = new WriteCounter();
        var line = new string('é', 100_000);
        using var output = new LineOutput(stream);

        output.WriteLine(line);
        output.WriteLine("");

        Assert.Equal(2, stream.WriteCount);
        Assert.Equal(line + "\n\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public async Task Lines_of_concurrent_work_never_mix()
    {
        var stream = new WriteCounter();
        await using var output = new LineOutput(stream);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            for (var line = 0; line < 200; line++)
            {
                output.WriteLine(new string((char)('a' + i), 500));
            }
        })));

        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1600, lines.Length);
        Assert.All(lines, l => Assert.Equal(new string(l[0], 500), l));
    }

    private sealed class WriteCounter : MemoryStream
    {
        public int WriteCount { get; private set; }

        // A stream derived from MemoryStream gets spans by this way too.
        public override void Write(byte[] buffer, int offset, int count)
        {
            WriteCount++;
            base.Write(buffer, offset, count);
        }
    }
}
