using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace DataSync.Core.Tests.Build;

/// <summary>Core's list of banned symbols works only while the analyzer reads it and its lines name real symbols.</summary>
public class BannedApiTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "analyzers");
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = LoadAnalyzers();
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpCompilation Empty = Compile("");

    /// <summary>The list's lines.</summary>
    public static TheoryData<string> Lines => [.. File.ReadLines(Path.Combine(Folder, "BannedSymbols.txt")).Where(line => line.Length > 0)];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_line_names_a_real_symbol_and_the_remedy(string line)
    {
        var parts = line.Split(';', 2);

        var symbols = DocumentationCommentId.GetSymbolsForDeclarationId(parts[0], Empty);

        Assert.True(symbols.Length > 0, $"'{parts[0]}' names nothing: the compiler passes over it in silence.");
        Assert.True(parts.Length == 2 && parts[1].Trim().Length > 10, "A ban says why.");
    }

    [Theory]
    [InlineData("System.DateTime.UtcNow")]
    [InlineData("System.DateTimeOffset.UtcNow")]
    [InlineData("System.DateTimeOffset.Now")]
    [InlineData("System.TimeProvider.System")]
    [InlineData("System.Diagnostics.Stopwatch.GetTimestamp()")]
    [InlineData("System.Environment.TickCount64")]
    [InlineData("System.Guid.NewGuid()")]
    [InlineData("new System.Random()")]
    [InlineData("System.Random.Shared")]
    [InlineData("System.Threading.Tasks.Task.Run(() => { })")]
    [InlineData("System.Threading.Tasks.Task.Run(() => 5)")]
    [InlineData("System.Threading.Tasks.Task.Run(() => { }, default)")]
    [InlineData("System.Threading.Tasks.Task.Delay(5)")]
    [InlineData("System.IO.File.Exists(\"a\")")]
    [InlineData("new System.Net.Http.HttpClient()")]
    [InlineData("System.Net.IPAddress.Loopback")]
    public async Task A_banned_call_is_an_error(string expression)
    {
        var found = await Analyze($"class C {{ object M() => {expression}; }}");

        Assert.Contains(found, d => d.Id == "RS0030");
    }

    [Theory]
    [InlineData("new System.Random(5)")]
    [InlineData("System.DateTimeOffset.UnixEpoch")]
    [InlineData("new System.IO.MemoryStream()")]
    [InlineData("System.Threading.Tasks.Task.Delay(System.TimeSpan.Zero, (System.TimeProvider)null!)")]
    public async Task What_takes_its_time_or_seed_from_outside_is_allowed(string expression)
    {
        var found = await Analyze($"class C {{ object M() => {expression}; }}");

        Assert.Empty(found);
    }

    private static async Task<ImmutableArray<Diagnostic>> Analyze(string source)
    {
        var compilation = Compile(source);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var list = new ListFile(Path.Combine(Folder, "BannedSymbols.txt"));
        return await compilation.WithAnalyzers(Analyzers, new AnalyzerOptions([list])).GetAnalyzerDiagnosticsAsync();
    }

    private static CSharpCompilation Compile(string source) =>
        CSharpCompilation.Create("Banned", [CSharpSyntaxTree.ParseText(source)], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private static ImmutableArray<DiagnosticAnalyzer> LoadAnalyzers() =>
    [
        .. Directory.GetFiles(Folder, "*BannedApiAnalyzers.dll")
            .SelectMany(path => LoadableTypes(Assembly.LoadFrom(path)))
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && type.Name.Contains("SymbolIsBanned", StringComparison.Ordinal))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    // The code fixes beside the analyzers want an editor's assemblies, which are not here.
    private static IEnumerable<Type> LoadableTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    private sealed class ListFile(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }
}
