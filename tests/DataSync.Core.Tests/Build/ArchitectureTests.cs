using System.Xml.Linq;
using DataSync.Core.Versions;
using Xunit;

namespace DataSync.Core.Tests.Build;

public class ArchitectureTests
{
    // References point inwards only: Functions, Cli -> Aws -> Core; Cli -> Local -> LocalAws, which knows nothing of DataSync.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["DataSync.Core"] = [],
        ["DataSync.Aws"] = ["DataSync.Core"],
        ["DataSync.Functions"] = ["DataSync.Aws", "DataSync.Core"],
        ["DataSync.LocalAws"] = [],
        ["DataSync.Local"] = ["DataSync.LocalAws"],
        ["DataSync.Cli"] = ["DataSync.Aws", "DataSync.Core", "DataSync.Local", "DataSync.LocalAws"],
    };

    /// <summary>Every project under src.</summary>
    public static TheoryData<string> Projects =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Repository.Root, p)).Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_inwards_only(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);

        var forbidden = Forbidden(name, Load(project));

        Assert.True(forbidden.Count == 0, $"{name} must not reference {string.Join(", ", forbidden)}.");
    }

    [Fact]
    public void Every_project_of_the_layout_is_there()
    {
        var found = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p));

        Assert.Subset(found.ToHashSet(), Allowed.Keys.ToHashSet());
    }

    [Theory]
    [InlineData("DataSync.Core", "../DataSync.Aws/DataSync.Aws.csproj")]
    [InlineData("DataSync.LocalAws", "../DataSync.Core/DataSync.Core.csproj")]
    [InlineData("DataSync.Local", "../DataSync.Functions/DataSync.Functions.csproj")]
    [InlineData("DataSync.Aws", "../DataSync.Functions/DataSync.Functions.csproj")]
    [InlineData("DataSync.Unheard", "../DataSync.Core/DataSync.Core.csproj")]
    [InlineData("Amazon.Lambda.Core", "../../DataSync.Core/DataSync.Core.csproj")]
    public void An_edge_that_points_outwards_is_found(string name, string include)
    {
        var project = new XElement("Project", new XElement("ItemGroup", new XElement("ProjectReference", new XAttribute("Include", include))));

        Assert.Single(Forbidden(name, project));
    }

    [Fact]
    public void Core_references_no_package_but_analyzers()
    {
        var packages = Load("src/DataSync.Core/DataSync.Core.csproj").Descendants("PackageReference");

        Assert.All(packages, package => Assert.Equal("all", package.Attribute("PrivateAssets")?.Value));
        Assert.All(packages, package => Assert.EndsWith("Analyzers", package.Attribute("Include")?.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Core_as_built_references_the_framework_only() =>
        Assert.All(typeof(ItemVersion).Assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    private static XElement Load(string project) => XElement.Load(Path.Combine(Repository.Root, project));

    private static List<string> Forbidden(string name, XElement project)
    {
        var referenced = project.Descendants("ProjectReference")
            .Where(r => r.Attribute("ReferenceOutputAssembly")?.Value != "false") // built beside it, not referenced
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        return name.StartsWith("Amazon.Lambda.", StringComparison.Ordinal)
            ? [.. referenced.Where(r => !r.StartsWith("Amazon.Lambda.", StringComparison.Ordinal))]
            : [.. referenced.Where(r => !Allowed.GetValueOrDefault(name, []).Contains(r) && !IsLambdaPackageOfFunctions(name, r))];
    }

    private static bool IsLambdaPackageOfFunctions(string name, string referenced) =>
        name == "DataSync.Functions" && referenced.StartsWith("Amazon.Lambda.", StringComparison.Ordinal);
}
