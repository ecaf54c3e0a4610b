using CsCheck;
using DataSync.Core.Routing;
using Xunit;

namespace DataSync.Core.Tests.Routing;

public sealed class RegionRouterTests
{
    public static TheoryData<string> CaseNames => [.. SharedCases.All.Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Shared_case_is_answered_as_the_edge_answers_it(string name)
    {
        var given = SharedCases.All.Single(c => c.GetProperty("name").GetString() == name);
        var expected = given.GetProperty("expect");
        var router = new RegionRouter(SharedCases.Configuration(given.GetProperty("configuration").GetString()!));

        var answer = router.Route(given.GetProperty("country").GetString(), null, SharedCases.Strings(given.GetProperty("healthy")).ToHashSet());

        Assert.Equal(expected.GetProperty("region").GetString(), answer.Region);
        Assert.Equal(expected.GetProperty("reason").GetString(), answer.Reason.Word());
        Assert.Equal(SharedCases.Strings(expected.GetProperty("alternatives")), answer.Alternatives);
    }

    [Fact]
    public void Continent_that_is_given_counts_where_the_country_is_unknown()
    {
        var router = new RegionRouter(SharedCases.Configuration("three"));

        var answer = router.Route(null, "eu", router.OrderFrom("us-east-1").ToHashSet());

        Assert.Equal(("eu-west-1", RouteReason.Home), (answer.Region, answer.Reason));
        Assert.Null(answer.Country);
    }

    [Fact]
    public void Region_outside_of_the_configuration_is_never_an_answer()
    {
        var router = new RegionRouter(SharedCases.Configuration("one"));

        var answer = router.Route("DE", null, new HashSet<string> { "us-east-1" });

        Assert.Null(answer.Region);
    }

    [Fact]
    public void Answer_is_healthy_whenever_a_region_that_may_serve_is() => Questions.Sample(q =>
    {
        var answer = q.Answer();

        var permitted = q.Permitted;
        var healthy = q.Configuration.Regions.Keys.Where(q.Healthy.Contains).ToList();
        if (healthy.Any(r => permitted is null || permitted.Contains(r)))
        {
            Assert.Contains(answer.Region, healthy);
        }

        Assert.All(answer.Alternatives, r => Assert.Contains(r, healthy));
    });

    [Fact]
    public void Answer_is_never_outside_of_residency_unless_allowed_and_nothing_inside_is_healthy() => Questions.Sample(q =>
    {
        var answer = q.Answer();

        if (q.Permitted is { } permitted && answer.Reason != RouteReason.ResidencyFallback)
        {
            Assert.All(new[] { answer.Region }.OfType<string>().Concat(answer.Alternatives), r => Assert.Contains(r, permitted));
        }

        Assert.True(answer.Reason != RouteReason.ResidencyFallback || (q.Configuration.ResidencyMayBeLeft && !q.Permitted!.Any(q.Healthy.Contains)));
    });

    [Fact]
    public void Healthy_home_is_always_the_answer() => Questions.Sample(q =>
    {
        var home = q.Answer(q.Configuration.Regions.Keys.ToHashSet()).Region!;

        var answer = q.Answer(q.Healthy.Append(home).ToHashSet());

        Assert.Equal(home, answer.Region);
        Assert.True(answer.Reason is RouteReason.Home or RouteReason.Default);
    });

    [Fact]
    public void Same_question_has_the_same_answer_whatever_the_order_of_what_is_healthy() => Questions.Sample(q =>
    {
        var answer = q.Answer();

        var again = q.Answer(q.Healthy.Reverse().ToHashSet());

        Assert.Equal((answer.Region, answer.Reason, string.Join(' ', answer.Alternatives)), (again.Region, again.Reason, string.Join(' ', again.Alternatives)));
    });

    [Fact]
    public void Order_has_every_region_once_and_begins_with_its_own() => Questions.Sample(q =>
    {
        var router = new RegionRouter(q.Configuration);

        foreach (var region in q.Configuration.Regions.Keys)
        {
            Assert.Equal(region, router.OrderFrom(region)[0]);
            Assert.Equal(q.Configuration.Regions.Keys.Order(), router.OrderFrom(region).Order());
        }
    });

    [Theory]
    [InlineData("us-east-1", "eu-west-1", 5_450)]
    [InlineData("eu-west-1", "eu-central-1", 1_090)]
    [InlineData("ap-southeast-2", "sa-east-1", 13_350)]
    [InlineData("ap-northeast-1", "us-west-2", 7_850)]
    public void Distance_is_that_of_a_great_circle(string a, string b, int aboutKm)
    {
        var km = RegionPlaces.DistanceKm(RegionPlaces.Find(a)!.Value, RegionPlaces.Find(b)!.Value);

        Assert.InRange(km, aboutKm * 0.98, aboutKm * 1.02);
    }

    [Fact]
    public void Distance_is_symmetric_zero_to_itself_and_at_most_half_the_earths_girth() => RoutingGen.Place.Select(RoutingGen.Place).Sample((a, b) =>
    {
        var km = RegionPlaces.DistanceKm(a, b);

        Assert.Equal(km, RegionPlaces.DistanceKm(b, a));
        Assert.Equal(0, RegionPlaces.DistanceKm(a, a));
        Assert.InRange(km, 0, 20_016);
    });

    private static Gen<RoutingQuestion> Questions => RoutingGen.Question;
}
