using System.Reflection;
using Amazon.Lambda.Core;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;

namespace DataSync.Functions.Tests.LambdaPackages;

/// <summary>Code that compiles against the in-tree packages must compile against the official ones: nothing may be offered here that they lack.</summary>
public sealed class LambdaPackagesSurfaceTests
{
    private static readonly HashSet<string> s_listing = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "LambdaPackages", "public-api.txt"))
        .Where(line => !line.StartsWith("A:", StringComparison.Ordinal))
        .Select(PublicSurface.WithoutAttributes)
        .ToHashSet(StringComparer.Ordinal);

    public static TheoryData<Type> Packages =>
    [
        typeof(ILambdaContext),
        typeof(DynamoDBEvent),
        typeof(SQSEvent),
        typeof(AbstractLambdaJsonSerializer),
        typeof(LambdaBootstrap),
        typeof(TestLambdaContext),
    ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_public_signature_is_one_of_the_official_package(Type anyTypeOfThePackage)
    {
        var surface = PublicSurface.Of(anyTypeOfThePackage.Assembly.GetTypes()).ToList();

        var foreign = surface.Where(signature => !s_listing.Contains(signature)).ToList();

        Assert.NotEmpty(surface);
        Assert.Empty(foreign);
    }

    [Fact]
    public void A_member_that_the_official_package_lacks_is_found()
    {
        var surface = PublicSurface.Of([typeof(PlantedLogger)]);

        var foreign = surface.Where(signature => !s_listing.Contains(signature));

        Assert.Contains("M:DataSync.Functions.Tests.LambdaPackages.PlantedLogger.Shout(string message, int times = 2) : bool (static)", foreign);
    }

    [Fact]
    public void A_changed_parameter_name_is_found()
    {
        const string Renamed = "M:Amazon.Lambda.Core.LambdaLogger.Log(string text) : void (static)";

        var known = s_listing.Contains(Renamed);

        Assert.False(known);
        Assert.Contains(Renamed.Replace("text", "message", StringComparison.Ordinal), s_listing);
    }

    [Fact]
    public void The_versions_of_the_official_packages_are_those_of_the_listing()
    {
        var listed = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "LambdaPackages", "public-api.txt"))
            .Where(line => line.StartsWith("A:Amazon.", StringComparison.Ordinal))
            .Select(line => (Name: line[2..line.IndexOf(',')], Version: line.Split("informational ")[1].Split(',')[0]))
            .ToList();

        var pinned = typeof(LambdaPackagesSurfaceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(m => m.Key.StartsWith("Pinned:Amazon.Lambda.", StringComparison.Ordinal))
            .Select(m => (Name: m.Key["Pinned:".Length..], Version: m.Value!));

        Assert.Equal(listed.Order(), pinned.Order());
    }
}

/// <summary>Stands for a member that someone added in tree only.</summary>
public sealed class PlantedLogger
{
    /// <summary>Not in any listing.</summary>
    public static bool Shout(string message, int times = 2) => message.Length > times;
}
