using DataSync.Local.HttpApi;
using DataSync.Local.Templates;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Local.Tests.HttpApi;

public sealed class RouteTableTests
{
    private static readonly RouteTable Pets = new(new[]
    {
        "$default", "ANY /{proxy+}", "GET /pets/{proxy+}", "GET /pets/dog/{id}", "ANY /pets/dog/{id}", "GET /pets/dog/1", "GET /{kind}/dog/1", "POST /pets",
    }.Select(key => key.Split(' ')).Select(parts => new LocalRoute(parts.Length > 1 ? parts[0] : "ANY", parts.Length > 1 ? parts[1] : null, "f", null, TimeSpan.FromSeconds(1))));

    [Theory]
    [InlineData("GET", "/pets/dog/1", "GET /pets/dog/1", "")]
    [InlineData("GET", "/pets/dog/2", "GET /pets/dog/{id}", "id=2")]
    [InlineData("DELETE", "/pets/dog/1", "ANY /pets/dog/{id}", "id=1")]
    [InlineData("GET", "/cars/dog/1", "GET /{kind}/dog/1", "kind=cars")]
    [InlineData("GET", "/pets/cat/3%2F4", "GET /pets/{proxy+}", "proxy=cat/3/4")]
    [InlineData("GET", "/pets", "ANY /{proxy+}", "proxy=pets")]
    [InlineData("POST", "/pets", "POST /pets", "")]
    [InlineData("POST", "/pets/", "ANY /{proxy+}", "proxy=pets/")]
    [InlineData("GET", "/pets/", "ANY /{proxy+}", "proxy=pets/")]
    [InlineData("GET", "/", "$default", "")]
    public void Most_specific_route_takes_the_call(string method, string path, string key, string variables)
    {
        var match = Pets.Find(method, path);

        Assert.Equal((key, variables), (match!.Route.Key, string.Join(',', match.Variables.Select(pair => $"{pair.Key}={pair.Value}"))));
    }

    [Fact]
    public void Bucket_lets_a_burst_through_and_fills_up_at_its_rate()
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(new LocalThrottle(2, 3), time);

        var burst = Enumerable.Range(0, 4).Select(_ => bucket.TryTake()).ToList();
        time.Advance(TimeSpan.FromMilliseconds(500));
        var later = Enumerable.Range(0, 2).Select(_ => bucket.TryTake()).ToList();
        time.Advance(TimeSpan.FromHours(1));
        var rested = Enumerable.Range(0, 4).Select(_ => bucket.TryTake()).ToList();

        Assert.Equal([true, true, true, false], burst);
        Assert.Equal([true, false], later);
        Assert.Equal([true, true, true, false], rested);
    }
}
