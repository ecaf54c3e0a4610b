using DataSync.Local.Templates;

namespace DataSync.Local.Tests.Templates;

public sealed class HttpApiTemplateTests
{
    private const string Api = "Api: { Type: AWS::Serverless::HttpApi, Properties: { DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 }, RouteSettings: { GET /b: { ThrottlingBurstLimit: 5 } } } }";

    [Fact]
    public void Routes_take_their_own_limits_then_the_default_ones()
    {
        var stack = Evaluation.Of(Function("A: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /a, Method: get } }, B: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /b, Method: GET } }"));

        var api = Assert.Single(stack.Apis);
        Assert.Equal([("GET /a", new LocalThrottle(10, 20)), ("GET /b", new LocalThrottle(10_000, 5))], api.Routes.Select(route => (route.Key, route.Throttle!)));
        Assert.Empty(stack.Warnings);
        Assert.Matches("^[a-z0-9]{10}$", api.Id);
    }

    [Fact]
    public void Id_is_the_same_in_every_run_and_another_in_every_region()
    {
        static string Id(string region) => Evaluation.In(region, $"Resources: {{ {Api} }}").Apis[0].Id;

        Assert.Equal(Id("eu-west-1"), Id("eu-west-1"));
        Assert.NotEqual(Id("eu-west-1"), Id("us-east-1"));
    }

    [Fact]
    public void Event_without_an_api_belongs_to_the_one_that_SAM_makes()
    {
        var stack = Evaluation.Of("""
            Resources:
              F: { Type: AWS::Serverless::Function, Properties: { FunctionName: f, Handler: h, Events: { All: { Type: HttpApi } } } }
            Outputs:
              Url: { Value: !Sub '${ServerlessHttpApi.ApiEndpoint}/x' }
            """).WithEndpoint(new Uri("http://127.0.0.1:4000/"));

        var api = Assert.Single(stack.Apis);
        Assert.Equal(("$default", "f"), (api.Routes[0].Key, api.Routes[0].FunctionName));
        Assert.Equal($"http://127.0.0.1:4000/_api/eu-west-1/{api.Id}", api.Endpoint);
        Assert.Equal(api.Endpoint + "/x", stack.Outputs[0].Value);
        Assert.Empty(stack.Warnings);
    }

    [Fact]
    public void Plan_names_the_api_its_routes_and_limits()
    {
        var plan = LocalPlan.Describe([Evaluation.Of(Function("A: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /a, Method: ANY } }"))]);

        Assert.Matches(@"http api  Api \([a-z0-9]{10}\): http://127\.0\.0\.1:\(port\)/_api/eu-west-1/[a-z0-9]{10}", plan);
        Assert.Contains("ANY /a -> f, 10 calls a second, 20 at once", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ ApiId: other, Path: /a, Method: GET }", "E/Properties/ApiId: other is no AWS::Serverless::HttpApi of this template")]
    [InlineData("{ ApiId: !Ref Api, Path: a, Method: GET }", "E/Properties/Path: a must begin with a slash")]
    [InlineData("{ ApiId: !Ref Api, Path: '/{all+}/b', Method: GET }", "E/Properties/Path: {all+} takes all that is left, so it must be the last part of /{all+}/b")]
    [InlineData("{ ApiId: !Ref Api, Path: '/x{id}', Method: GET }", "E/Properties/Path: x{id} is neither text nor a variable such as {id}")]
    [InlineData("{ ApiId: !Ref Api, Path: /a }", "E/Properties: Method is missing")]
    [InlineData("{ ApiId: !Ref Api, Path: /a, Method: GET, TimeoutInMillis: 30001 }", "E/Properties/TimeoutInMillis: 30001 is not a whole number from 50 to 30000")]
    public void Route_that_AWS_would_refuse_is_refused(string properties, string expected)
    {
        var error = Evaluation.Error(Function($"E: {{ Type: HttpApi, Properties: {properties} }}"));

        Assert.Equal("Resources/F/Properties/Events/" + expected, error);
    }

    [Fact]
    public void Second_route_of_the_same_key_is_refused()
    {
        var error = Evaluation.Error(Function("A: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /a, Method: GET } }, B: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: /a, Method: get } }"));

        Assert.Equal("Resources/F/Properties/Events/B/Properties: the route GET /a exists already", error);
    }

    private static string Function(string events) => $$"""
        Resources:
          {{Api}}
          F: { Type: AWS::Serverless::Function, Properties: { FunctionName: f, Handler: h, Events: { {{events}} } } }
        """;
}
