using System.Text.Json;
using DataSync.Local.Mappings;

namespace DataSync.Local.Tests.Mappings;

public sealed class FilterPatternTests
{
    private const string Record = """
        {"eventName":"INSERT","body":"{\"kind\":\"order\",\"total\":7}","dynamodb":{"Keys":{"pk":{"S":"order#1"}},"NewImage":{"gone":{"NULL":true},"empty":{"S":""},"tags":{"L":[{"S":"red"},{"S":"blue"}]},"none":{"L":[]},"set":{"SS":["a","b"]}}},"size":5,"price":300.0,"nil":null}
        """;

    [Theory]
    [InlineData("""{"eventName":["INSERT","MODIFY"]}""", true)]
    [InlineData("""{"eventName":["REMOVE"]}""", false)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"order#"}]}}}}""", true)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"suffix":"#2"}]}}}}""", false)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"anything-but":["order#1"]}]}}}}""", false)]
    [InlineData("""{"dynamodb":{"Keys":{"pk":{"S":[{"anything-but":"order#2"}]}}}}""", true)]
    [InlineData("""{"dynamodb":{"Keys":{"missing":{"S":[{"anything-but":["x"]}]}}}}""", false)]
    [InlineData("""{"nil":[null]}""", true)]
    [InlineData("""{"nil":[{"exists":true}]}""", true)]
    [InlineData("""{"missing":[null]}""", false)]
    [InlineData("""{"price":[300.0]}""", true)]
    [InlineData("""{"price":[300]}""", false)]
    [InlineData("""{"price":[{"numeric":["=",300]}]}""", true)]
    [InlineData("""{"price":[{"anything-but":300}]}""", true)]
    [InlineData("""{"dynamodb":{"NewImage":{"tags":{"L":{"S":["blue"]}}}}}""", true)]
    [InlineData("""{"dynamodb":{"NewImage":{"tags":{"L":{"S":["green"]}}}}}""", false)]
    [InlineData("""{"dynamodb":{"NewImage":{"set":{"SS":["b"]}}}}""", true)]
    [InlineData("""{"dynamodb":{"NewImage":{"none":{"L":[{"exists":true}]}}}}""", false)]
    [InlineData("""{"dynamodb":{"NewImage":{"none":{"L":[{"exists":false}]}}}}""", true)]
    [InlineData("""{"dynamodb":[{"exists":false}]}""", true)]
    [InlineData("""{"body":[{"prefix":"{"}]}""", false)]
    [InlineData("""{"$or":[{"body":{"kind":["user"]}},{"body":{"total":[7]}}],"eventName":["INSERT"]}""", true)]
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

    [Theory]
    [InlineData("""{"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["files"]}}}""", true)]
    [InlineData("""{"detail-type":[{"prefix":"Object "}],"detail":{"object":{"key":[{"anything-but":{"prefix":"tmp/"}}]}}}""", true)]
    [InlineData("""{"detail":{"object":{"key":[{"anything-but":{"suffix":[".part",".jpg"]}}]}}}""", false)]
    [InlineData("""{"detail":{"object":{"key":[{"wildcard":"a/*/c*.jpg"}]}}}""", true)]
    [InlineData("""{"detail":{"object":{"key":[{"wildcard":"a/*.png"}]}}}""", false)]
    [InlineData("""{"detail":{"object":{"key":[{"wildcard":"a/\\*"}]}}}""", false)]
    [InlineData("""{"detail":{"deletion-type":[{"exists":false}],"object":{"size":[{"numeric":["<",10]}]}}}""", true)]
    [InlineData("""{"detail":{"bucket":{"name":["others"]}}}""", false)]
    public void Pattern_of_a_rule_decides_as_EventBridge_does(string pattern, bool expected)
    {
        using var document = JsonDocument.Parse("""{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"files"},"object":{"key":"a/b/c d.jpg","size":5}}}""");

        Assert.Equal(expected, FilterPattern.ParseRule(pattern).Matches(document.RootElement));
    }

    [Fact]
    public void Operators_that_only_rules_have_are_refused_in_a_mappings_filter()
    {
        Assert.Throws<FormatException>(() => FilterPattern.Parse("""{"a":[{"wildcard":"x*"}]}"""));
        Assert.Throws<FormatException>(() => FilterPattern.Parse("""{"a":[{"anything-but":{"prefix":"x"}}]}"""));
        Assert.Throws<FormatException>(() => FilterPattern.ParseRule("""{"a":[{"anything-but":{"numeric":["=",1]}}]}"""));
    }

    [Fact]
    public void Body_that_is_not_json_does_not_match_a_pattern_for_json()
    {
        using var document = JsonDocument.Parse("""{"body":"plain"}""");

        Assert.False(FilterPattern.Parse("""{"body":{"kind":[{"exists":false}]}}""").Matches(document.RootElement));
    }

    [Theory]
    [InlineData("plain", """{"body":["plain"]}""", true)]
    [InlineData("plain", """{"body":[{"suffix":"in"}]}""", true)]
    [InlineData("42", """{"body":["42"]}""", true)]
    [InlineData("[1]", """{"body":["[1]"]}""", false)]
    [InlineData("plain", """{"messageId":["m"]}""", true)]
    [InlineData("{}", """{"messageId":["m"]}""", true)]
    public void Body_and_pattern_must_be_of_the_same_kind(string body, string pattern, bool expected)
    {
        using var document = JsonDocument.Parse(JsonSerializer.Serialize(new { messageId = "m", body }));

        Assert.Equal(expected, FilterPattern.Parse(pattern).Matches(document.RootElement));
    }

    [Theory]
    [InlineData("{}", "the pattern is empty")]
    [InlineData("""{"a":{}}""", "the pattern/a is empty")]
    [InlineData("""{"a":[["x"]]}""", "the pattern/a has a list among its conditions")]
    [InlineData("""{"a":[{"prefix":5}]}""", "the pattern/a: prefix needs a text, not 5")]
    [InlineData("""{"a":[{"exists":"yes"}]}""", "the pattern/a: exists needs true or false, not \"yes\"")]
    [InlineData("""{"a":[{"anything-but":[]}]}""", "the pattern/a: anything-but needs texts or numbers, not both, not []")]
    [InlineData("""{"a":[{"anything-but":["x",1]}]}""", """the pattern/a: anything-but needs texts or numbers, not both, not ["x",1]""")]
    [InlineData("""{"a":[{"anything-but":{"prefix":"x"}}]}""", """the pattern/a: anything-but needs texts or numbers, not both, not {"prefix":"x"}""")]
    [InlineData("""{"a":[{"numeric":["<",5,">",1]}]}""", """the pattern/a: numeric needs one or two comparisons, such as [">", 0, "<=", 5], with numbers from -5e9 to 5e9, not ["<",5,">",1]""")]
    [InlineData("""{"a":[{"numeric":["=",5e10]}]}""", """the pattern/a: numeric needs one or two comparisons, such as [">", 0, "<=", 5], with numbers from -5e9 to 5e9, not ["=",5e10]""")]
    [InlineData("""{"a":[{"prefix":"x","suffix":"y"}]}""", """the pattern/a has a condition that is not exactly one rule: {"prefix":"x","suffix":"y"}""")]
    [InlineData("""{"$or":[{"a":[1]}]}""", "the pattern/$or must be a list of at least two patterns")]
    [InlineData("""{"a":[{"wildcard":"x*"}]}""", """the pattern/a has an unknown condition {"wildcard":"x*"}""")]
    [InlineData("[]", "the pattern must be an object")]
    [InlineData("""{"a":"b"}""", "the pattern/a must be an object")]
    [InlineData("""{"a":[]}""", "the pattern/a has an empty list of conditions, which nothing matches")]
    [InlineData("""{"a":[{"like":"x"}]}""", """the pattern/a has an unknown condition {"like":"x"}""")]
    public void Pattern_that_is_none_is_refused_with_the_reason(string pattern, string expected)
    {
        Assert.Equal(expected, Assert.Throws<FormatException>(() => FilterPattern.Parse(pattern)).Message);
    }
}
