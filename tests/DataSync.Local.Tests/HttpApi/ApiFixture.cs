using System.Text.Json;
using DataSync.Local.Tests.Hosting;

namespace DataSync.Local.Tests.HttpApi;

/// <summary>Two regions with an HTTP API, for all tests of a class that leave it as they found it.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    public const string Here = "us-east-1";
    public const string There = "eu-west-1";

    public const string Template = """
        Resources:
          ServingApi:
            Type: AWS::Serverless::HttpApi
            Properties:
              DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 }
              RouteSettings: { GET /few: { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 } }
          Echo:
            Type: AWS::Serverless::Function
            Properties:
              FunctionName: echo
              Handler: echo
              Environment: { Variables: { URL: !Sub '${ServingApi.ApiEndpoint}/health' } }
              Events:
                Health: { Type: HttpApi, Properties: { ApiId: !Ref ServingApi, Path: /health, Method: get } }
                Item: { Type: HttpApi, Properties: { ApiId: !Ref ServingApi, Path: '/items/{id}', Method: ANY } }
                Few: { Type: HttpApi, Properties: { ApiId: !Ref ServingApi, Path: /few, Method: GET } }
          Answer:
            Type: AWS::Serverless::Function
            Properties: { Handler: answer, Events: { Post: { Type: HttpApi, Properties: { ApiId: !Ref ServingApi, Path: /answer, Method: POST } } } }
          Broken:
            Type: AWS::Serverless::Function
            Properties: { Handler: throw, Events: { Get: { Type: HttpApi, Properties: { ApiId: !Ref ServingApi, Path: /broken, Method: GET } } } }
          Slow:
            Type: AWS::Serverless::Function
            Properties: { Handler: hang, Timeout: 1, Events: { Get: { Type: HttpApi, Properties: { ApiId: !Ref ServingApi, Path: /slow, Method: GET } } } }
          Closed:
            Type: AWS::Serverless::Function
            Properties: { Handler: echo, ReservedConcurrentExecutions: 0, Events: { Get: { Type: HttpApi, Properties: { ApiId: !Ref ServingApi, Path: /closed, Method: GET } } } }
        Outputs:
          HealthUrl: { Value: !Sub '${ServingApi.ApiEndpoint}/health' }
          ApiId: { Value: !Ref ServingApi }
        """;

    internal HostFixture Regions { get; private set; } = null!;

    internal LocalHost Host => Regions.Host;

    internal HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public async Task InitializeAsync() => Regions = await HostFixture.StartAsync(Template);

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Regions.DisposeAsync();
    }

    internal Uri Url(string path, string region = Here) => new(Host.Region(region).Api("ServingApi")!.Endpoint + path);

    internal async Task<JsonElement> EventAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
    }
}
