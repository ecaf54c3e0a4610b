using CsCheck;
using DataSync.Core.Serving;
using Xunit;

namespace DataSync.Core.Tests.Serving;

public sealed class UrlCheckTests
{
    [Fact]
    public void Names_urls_and_what_is_optional_are_read()
    {
        var checks = UrlCheck.ParseList("cache=https://cache.example.com/ping, search-2?=http://10.0.0.7:9200/?pretty=1,", out var problems);

        Assert.Empty(problems);
        Assert.Equal(["cache", "search-2"], checks.Select(c => c.Name));
        Assert.Equal([true, false], checks.Select(c => c.IsRequired));
        Assert.Equal(["https://cache.example.com/ping", "http://10.0.0.7:9200/?pretty=1"], checks.Select(c => c.Url.AbsoluteUri));
    }

    [Fact]
    public void Nothing_is_no_check()
    {
        Assert.Empty(UrlCheck.ParseList("", out var problems));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("https://cache.example.com/", "no name")]
    [InlineData("=https://cache.example.com/", "no name")]
    [InlineData("Cache=https://cache.example.com/", "no name")]
    [InlineData("cache??=https://cache.example.com/", "no name")]
    [InlineData("a-name-that-is-longer-than-anyone-needs=https://cache.example.com/", "no name")]
    [InlineData("database=https://cache.example.com/", "the name 'database' is taken")]
    [InlineData("a=https://x.example.com/,a=https://y.example.com/", "the name 'a' is taken")]
    [InlineData("cache=cache.example.com", "which is no URL")]
    [InlineData("cache=redis://cache.example.com", "which is no URL")]
    [InlineData("cache=", "which is no URL")]
    [InlineData("cache=https://user:hunter2@cache.example.com/", "user name or password")]
    public void A_bad_entry_is_named_with_what_to_do(string text, string problem)
    {
        UrlCheck.ParseList(text, out var problems);

        var only = Assert.Single(problems);
        Assert.Contains(problem, only, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_ten_are_too_many()
    {
        var text = string.Join(',', Enumerable.Range(0, 11).Select(i => $"c{i}=https://x.example.com/{i}"));

        UrlCheck.ParseList(text, out var problems);

        Assert.Contains("there are 11 checks; 10 may be", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cache=redis://user:hunter2@cache.example.com")]
    [InlineData("Cache=https://cache.example.com/?key=hunter2")]
    [InlineData("user:hunter2@cache.example.com")]
    public void What_may_be_a_secret_is_not_repeated(string text)
    {
        UrlCheck.ParseList(text, out var problems);

        Assert.DoesNotContain("hunter2", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_either_understood_or_complained_of() => Gen.String[0, 40].Sample(text =>
    {
        var entries = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        var checks = UrlCheck.ParseList(text, out var problems);

        Assert.Equal(entries.Length, checks.Count + problems.Count(p => !p.StartsWith("there are", StringComparison.Ordinal)));
    });

    [Fact]
    public void In_words_a_check_is_its_name_and_not_its_url()
    {
        var check = UrlCheck.ParseList("cache=https://cache.example.com/?key=hunter2", out _)[0];

        Assert.Equal("cache", $"{check}");
    }
}
