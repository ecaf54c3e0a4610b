using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace DataSync.Cli.WebConsole;

/// <summary>The page's files, which are part of the assembly: nothing on disk can be served by mistake.</summary>
internal sealed class PageFiles
{
    private const string Prefix = "console/";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
        [".md"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, PageFile> _files = Load();

    /// <summary>The file of a path; null when there is none. The page itself is <c>/</c>.</summary>
    public PageFile? Find(PathString path) => _files.GetValueOrDefault(path == "/" ? "/index.html" : path.Value ?? "");

    private static FrozenDictionary<string, PageFile> Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            files["/" + name[Prefix.Length..]] = new PageFile(ContentTypes[Path.GetExtension(name)], content);
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>One file of the page.</summary>
internal sealed record PageFile(string ContentType, byte[] Content)
{
    /// <summary>Answers with it.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(Content, context.RequestAborted);
        }
    }
}
