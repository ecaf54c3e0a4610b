using DataSync.Core.Routing;
using Xunit;

namespace DataSync.Core.Tests.Routing;

public sealed class RoutingConfigurationTests
{
    [Theory]
    [InlineData("{", "It is not JSON")]
    [InlineData("""{"default":"a","default":"b"}""", "It is not JSON")]
    [InlineData("[]", "It is []; it must be a JSON object")]
    [InlineData("""{"default":"eu-west-1"}""", "regions is missing; name the regions")]
    [InlineData("""{"regions":{},"default":"eu-west-1"}""", "regions is empty; name at least one region")]
    [InlineData("""{"regions":{"eu-west-1":{}}}""", "default is missing; name the region of users whose country has none (eu-west-1)")]
    [InlineData("""{"regions":{"eu-west-1":{}},"default":"eu-west-2"}""", "default is 'eu-west-2': it is not among regions (eu-west-1)")]
    [InlineData("""{"regions":{"eu-vest-1":{}},"default":"eu-vest-1"}""", "'eu-vest-1' is not a region whose place is known. Correct its name, or give its place")]
    [InlineData("""{"regions":{"eu-west-1":7},"default":"eu-west-1"}""", "regions.eu-west-1 is 7: it must be an object")]
    [InlineData("""{"regions":{"eu-west-1":{"host":"a"}},"default":"eu-west-1"}""", "regions.eu-west-1.host is 'a': it is not a key; a region has origin, residency and at")]
    [InlineData("""{"regions":{"eu-west-1":{"origin":"https://a"}},"default":"eu-west-1"}""", "regions.eu-west-1.origin is 'https://a': it must be a host name")]
    [InlineData("""{"regions":{"eu-west-1":{"residency":"eu-west-1"}},"default":"eu-west-1"}""", "regions.eu-west-1.residency is 'eu-west-1': it must be a label")]
    [InlineData("""{"regions":{"eu-west-1":{"at":[91,0]}},"default":"eu-west-1"}""", "regions.eu-west-1.at is [91,0]: it must be [latitude, longitude]")]
    [InlineData("""{"regions":{"eu-west-1":{}},"countries":{"UK":"eu-west-1"},"default":"eu-west-1"}""", "countries.UK: 'UK' is not an ISO 3166-1 alpha-2 country code")]
    [InlineData("""{"regions":{"eu-west-1":{}},"countries":{"de":"eu-west-1"},"default":"eu-west-1"}""", "countries.de: 'de' is not an ISO 3166-1 alpha-2 country code in upper case")]
    [InlineData("""{"regions":{"eu-west-1":{}},"countries":{"DE":"us-east-1"},"default":"eu-west-1"}""", "countries.DE is 'us-east-1': it is not among regions (eu-west-1)")]
    [InlineData("""{"regions":{"eu-west-1":{}},"continents":{"EUROPE":"eu-west-1"},"default":"eu-west-1"}""", "continents.EUROPE: 'EUROPE' is not a continent, one of AF, AN")]
    [InlineData("""{"regions":{"eu-west-1":{}},"residency":{"DE":[]},"default":"eu-west-1"}""", "residency.DE is []: it must be a list with at least one region")]
    [InlineData("""{"regions":{"eu-west-1":{}},"residency":{"XX":["eu-west-1"]},"default":"eu-west-1"}""", "residency.XX: 'XX' is not an ISO 3166-1 alpha-2 country code")]
    [InlineData("""{"regions":{"eu-west-1":{}},"residency":{"DE":["EU"]},"default":"eu-west-1"}""", "residency.DE is 'EU': it is not among regions")]
    [InlineData("""{"regions":{"eu-west-1":{},"us-east-1":{}},"residency":{"DE":["eu-west-1"]},"default":"us-east-1"}""", "residency.DE is eu-west-1, but DE is sent to 'us-east-1'. Add us-east-1 to the list, or set countries.DE")]
    [InlineData("""{"regions":{"eu-west-1":{}},"fallback":{"eu-west-1":["eu-west-1"]},"default":"eu-west-1"}""", "fallback.eu-west-1 is [\"eu-west-1\"]: it falls back to itself; remove it")]
    [InlineData("""{"regions":{"eu-west-1":{},"us-east-1":{}},"fallback":{"eu-west-1":["us-east-1","us-east-1"]},"default":"eu-west-1"}""", "it names a region twice; name each once")]
    [InlineData("""{"regions":{"eu-west-1":{}},"fallback":{"us-east-1":["eu-west-1"]},"default":"eu-west-1"}""", "fallback.us-east-1: 'us-east-1' is not among regions (eu-west-1)")]
    [InlineData("""{"regions":{"eu-west-1":{}},"residencyFallback":"yes","default":"eu-west-1"}""", "residencyFallback is 'yes': it must be deny")]
    [InlineData("""{"regions":{"eu-west-1":{}},"contries":{},"default":"eu-west-1"}""", "contries is {}: it is not a key; the keys are regions, countries")]
    public void Mistake_is_named_with_key_value_and_remedy(string json, string message)
    {
        var error = Assert.Throws<RoutingConfigurationException>(() => RoutingConfiguration.Parse(json));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Single(error.Problems);
    }

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        var error = Assert.Throws<RoutingConfigurationException>(() => RoutingConfiguration.Parse(
            """{"regions":{"eu-west-1":{}},"countries":{"UK":"eu-west-1","DE":"nowhere"},"default":"nowhere"}"""));

        Assert.Equal(3, error.Problems.Count);
    }

    [Fact]
    public void Label_of_residency_stands_for_every_region_that_carries_it()
    {
        var configuration = SharedCases.Configuration("three");

        Assert.Equal(["eu-central-1", "eu-west-1"], configuration.ResidencyOf("AT")!.Order());
        Assert.Null(configuration.ResidencyOf("FR"));
    }

    [Fact]
    public void Regions_alone_make_a_configuration_in_which_every_continent_has_its_nearest()
    {
        var configuration = RoutingConfiguration.Nearest(["us-east-1", "eu-west-1", "ap-southeast-1"]);

        Assert.Equal("us-east-1", configuration.Default);
        Assert.Equal(
            ("eu-west-1", "us-east-1", "us-east-1", "ap-southeast-1", "ap-southeast-1", "eu-west-1"),
            (configuration.Continents["EU"], configuration.Continents["NA"], configuration.Continents["SA"], configuration.Continents["AS"], configuration.Continents["OC"], configuration.Continents["AF"]));
    }

    [Fact]
    public void Regions_alone_have_to_be_known()
    {
        var error = Assert.Throws<RoutingConfigurationException>(() => RoutingConfiguration.Nearest(["eu-west-1", "xx-moon-1"]));

        Assert.Contains("'xx-moon-1', whose place is not known", error.Message, StringComparison.Ordinal);
        Assert.Throws<RoutingConfigurationException>(() => RoutingConfiguration.Nearest([]));
    }
}
