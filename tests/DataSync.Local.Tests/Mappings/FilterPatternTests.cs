using System.Text.Json;
using DataSync.Local.Mappings;

namespace DataSync.Local.Tests.Mappings;

public sealed class FilterPatternTests
{
    private const string Record = """
        {"eventName":"INSERT","body":"{\"kind\":\"order\",\"total\":7}","dynamodb":{"Keys":{"pk":{"S":"order#1"}},"NewImage":{"gone":{"NULL":true},"empty":{"S":""}}},"size":5}
        """;

    [Theory]
    [InlineData("""{"eventName":["INSERT","MODIFY"]}""", true)]
    [InlineData("""{"eventName":["REMOVE"]}""", false)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"order#"}]}}}}""", true)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"suffix":"#2"}]}}}}""", false)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"anything-but":["order#1"]}]}}}}""", false)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"anything-but":{"prefix":"user#"}}]}}}}""", true)]
    [InlineData("""{"dynamodb":{"OldImage":{"pk":{"S":[{"exists":false}]}}}}""", true)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"exists":true}]}}}}""", true)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":[{"exists":true}]}}}""", false)]
    [InlineData("""{"dynamodb":{"NewImage":{"empty":{"S":[""]},"gone":{"NULL":[true]}}}}""", true)]
    [InlineData("""{"size":[{"numeric":[">",3,"<=",5]}]}""", true)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"numeric":["=",1]}]}}}}""", false)]
    [InlineData("""{"$or":[{"eventName":["REMOVE"]},{"size":[5]}]}""", true)]
    [InlineData("""{"body":{"kind":["order"],"total":[{"numeric":[">=",7]}]}}""", true)]
    [InlineData("""{"body":{"kind":["user"]}}""", false)]
    [InlineData("""{"eventName":[{"equals-ignore-case":"insert"}]}""", true)]
    public void Pattern_decides_as_Lambda_does(string pattern, bool expected)
    {
        using var document = JsonDocument.Parse(Record);

        Assert.Equal(expected, FilterPattern.Parse(pattern).Matches(document.RootElement));
    }

    [Fact]
    public void Body_that_is_not_json_does_not_match_a_pattern_for_json()
    {
        using var document = JsonDocument.Parse("""{"body":"plain"}""");

        Assert.False(FilterPattern.Parse("""{"body":{"kind":[{"exists":false}]}}""").Matches(document.RootElement));
    }

    [Theory]
    [InlineData("[]", "the pattern must be an object")]
    [InlineData("""{"a":"b"}""", "the pattern/a must be an object")]
    [InlineData("""{"a":[]}""", "the pattern/a has an empty list of conditions, which nothing matches")]
    [InlineData("""{"a":[{"like":"x"}]}""", """the pattern/a has an unknown condition {"like":"x"}""")]
    public void Pattern_that_is_none_is_refused_with_the_reason(string pattern, string expected)
    {
        Assert.Equal(expected, Assert.Throws<FormatException>(() => FilterPattern.Parse(pattern)).Message);
    }
}
