using System.Text.Json.Nodes;
using DataSync.Local.Templates;

namespace DataSync.Local.Tests.Templates;

public sealed class RoutingTemplateTests
{
    [Theory]
    [InlineData("", "use1")]
    [InlineData("use1", "euw1")]
    [InlineData("euw1", "use1")]
    [InlineData("use1 euw1", "use1")]
    public void Active_passive_answers_with_the_primary_while_it_is_healthy(string down, string answer)
    {
        var stack = new RoutingStack();

        Assert.Equal(Words(answer), stack.Targets("A", Words(down)));
        Assert.Equal(Words(answer), stack.Targets("AAAA", Words(down)));
    }

    [Theory]
    [InlineData("", "use1")]
    [InlineData("use1", "euw1")]
    [InlineData("use1 euw1", "apse1")]
    [InlineData("use1 apse1", "euw1")]
    public void Active_passive_goes_on_to_a_third_region(string down, string answer)
    {
        var stack = new RoutingStack(RoutingStack.Third);

        Assert.Equal(Words(answer), stack.Targets("A", Words(down)));
        Assert.Equal(Words(answer), stack.Targets("AAAA", Words(down)));
    }

    [Theory]
    [InlineData("", "apse1 euw1 use1")]
    [InlineData("euw1", "apse1 use1")]
    [InlineData("euw1 use1", "apse1")]
    [InlineData("euw1 use1 apse1", "apse1 euw1 use1")]
    public void Active_active_answers_with_every_healthy_region(string down, string answer)
    {
        var stack = new RoutingStack([.. RoutingStack.Third, ("Mode", "active-active")]);

        Assert.Equal(Words(answer), stack.Targets("A", Words(down)));
        Assert.All(stack.Records.Where(r => RoutingStack.Text(r, "Name") == "active-active.api.example.com"), r => Assert.Equal(RoutingStack.Text(r, "SetIdentifier"), RoutingStack.Text(r, "Region")));
    }

    [Theory]
    [InlineData(100, 0, "", "use1")]
    [InlineData(100, 0, "use1", "euw1")]
    [InlineData(90, 10, "", "euw1 use1")]
    [InlineData(0, 100, "", "euw1")]
    [InlineData(0, 100, "euw1", "use1")]
    public void Weighted_answers_in_proportion_and_a_region_of_no_weight_is_the_reserve(int primary, int secondary, string down, string answer)
    {
        var stack = new RoutingStack(("Mode", "weighted"), ("PrimaryWeight", $"{primary}"), ("SecondaryWeight", $"{secondary}"));

        Assert.Equal(Words(answer), stack.Targets("A", Words(down)));
    }

    [Theory]
    [InlineData("active-passive")]
    [InlineData("active-active")]
    [InlineData("weighted")]
    public void Drained_region_is_left_whatever_its_endpoint_says(string mode)
    {
        var stack = new RoutingStack(("Mode", mode), ("PrimaryWeight", "1"), ("SecondaryWeight", "1"), ("PrimaryDrained", "true"));

        Assert.Equal(["euw1"], stack.Targets("A"));
    }

    [Theory]
    [InlineData("active-passive", "use1")]
    [InlineData("active-active", "euw1 use1")]
    [InlineData("weighted", "use1")]
    public void Hosts_that_are_no_aliases_are_answered_by_name(string mode, string answer)
    {
        var stack = new RoutingStack(("Mode", mode), ("TargetType", "cname"), ("PrimaryTargetZoneId", ""), ("SecondaryTargetZoneId", ""));

        Assert.Equal(Words(answer), stack.Targets("CNAME"));
        Assert.DoesNotContain(stack.Records, r => RoutingStack.Text(r, "Type") is "A" or "AAAA");
        Assert.All(stack.Records.Where(r => r.ContainsKey("ResourceRecords")), r => Assert.Equal("60", RoutingStack.Text(r, "TTL")));
    }

    [Fact]
    public void Every_mode_has_a_name_of_its_own_so_that_it_can_be_changed()
    {
        foreach (var mode in Words("active-passive active-active weighted"))
        {
            var stack = new RoutingStack(("Mode", mode));
            var names = stack.Records.Select(r => RoutingStack.Text(r, "Name")!).Distinct();

            Assert.Equal([mode + "." + RoutingStack.Domain, RoutingStack.Domain], names.OrderByDescending(name => name.Length));
        }
    }

    [Fact]
    public void Any_region_check_fails_when_the_last_region_does()
    {
        var stack = new RoutingStack(RoutingStack.Third);
        var id = RoutingStack.Text((JsonObject)stack.Properties("NoRegionAlarm")["Dimensions"]![0]!, "Value")!;

        Assert.True(stack.Check(id, new HashSet<string> { "use1", "euw1" }));
        Assert.False(stack.Check(id, new HashSet<string> { "use1", "euw1", "apse1" }));
    }

    [Fact]
    public void Interval_and_threshold_are_parameters_with_the_documented_defaults()
    {
        var check = (JsonObject)new RoutingStack().Properties("PrimaryEndpointCheck")["HealthCheckConfig"]!;
        var fast = (JsonObject)new RoutingStack(("CheckInterval", "10"), ("FailureThreshold", "2")).Properties("PrimaryEndpointCheck")["HealthCheckConfig"]!;

        Assert.Equal(("30", "3", "/health"), (RoutingStack.Text(check, "RequestInterval"), RoutingStack.Text(check, "FailureThreshold"), RoutingStack.Text(check, "ResourcePath")));
        Assert.Equal(("10", "2"), (RoutingStack.Text(fast, "RequestInterval"), RoutingStack.Text(fast, "FailureThreshold")));
    }

    [Fact]
    public void Without_a_name_there_is_no_distribution()
    {
        var stack = new RoutingStack();

        Assert.Empty(stack.Ids("AWS::CloudFront::Distribution"));
        Assert.Empty(stack.Ids("AWS::CloudFront::Function"));
    }

    [Fact]
    public void Reads_fail_over_and_writes_go_to_a_plain_origin()
    {
        var distribution = (JsonObject)new RoutingStack([.. RoutingStack.Edge, .. RoutingStack.Third]).Properties("Distribution")["DistributionConfig"]!;
        var origins = distribution["Origins"]!.AsArray().Select(o => RoutingStack.Text((JsonObject)o!, "Id"));
        var group = distribution["OriginGroups"]!["Items"]![0]!;
        var reads = (JsonObject)distribution["DefaultCacheBehavior"]!;
        var writes = (JsonObject)distribution["CacheBehaviors"]![0]!;

        Assert.Equal(["us-east-1", "eu-west-1", "ap-southeast-1"], origins);
        Assert.Equal(["500", "502", "503", "504"], group["FailoverCriteria"]!["StatusCodes"]!["Items"]!.AsArray().Select(c => c!.ToString()));
        Assert.Equal(RoutingStack.Text((JsonObject)group, "Id"), RoutingStack.Text(reads, "TargetOriginId"));
        Assert.Equal(["GET", "HEAD", "OPTIONS"], reads["AllowedMethods"]!.AsArray().Select(m => m!.ToString()));
        Assert.Equal("us-east-1", RoutingStack.Text(writes, "TargetOriginId"));
        Assert.Contains("POST", writes["AllowedMethods"]!.AsArray().Select(m => m!.ToString()));
        Assert.All([reads, writes], b => Assert.Single(b["FunctionAssociations"]!.AsArray()));
    }

    [Theory]
    [InlineData("", """{"regions":{"us-east-1":{},"eu-west-1":{}},"default":"us-east-1"}""")]
    [InlineData("""{"regions":{"eu-west-1":{}},"default":"eu-west-1"}""", """{"regions":{"eu-west-1":{}},"default":"eu-west-1"}""")]
    public void Function_has_its_configuration_and_fits_ten_kilobytes(string given, string expected)
    {
        var code = RoutingStack.Text(new RoutingStack([.. RoutingStack.Edge, ("RoutingConfig", given)]).Properties("ViewerRegionFunction"), "FunctionCode")!;

        Assert.Contains($"JSON.parse('{expected}')", code, StringComparison.Ordinal);
        Assert.InRange(code.Length, 1000, 10_240 - 4_096 + expected.Length);
    }

    [Theory]
    [InlineData("ThirdRegion", "ap-southeast-1", "ThirdRegion needs ThirdTarget")]
    [InlineData("PrimaryTargetZoneId", "", "TargetType alias needs PrimaryTargetZoneId")]
    [InlineData("SecondaryHealthHost", "", "SecondaryHealthHost is empty")]
    [InlineData("EdgeDomainName", "www.example.com", "EdgeDomainName needs CertificateArn")]
    [InlineData("RoutingConfig", "it's", "without apostrophes")]
    public void Parameters_that_do_not_fit_are_refused(string name, string value, string message)
    {
        var error = Assert.Throws<TemplateException>(() => new RoutingStack((name, value)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
