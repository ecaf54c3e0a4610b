using System.Text.Json.Nodes;
using DataSync.Local.Templates;
using DataSync.LocalAws.Protocol;
using DataSync.LocalAws.Remote;

namespace DataSync.Local.Hosting;

/// <summary>Puts a region's parameters through the Parameter Store's own API.</summary>
internal sealed class ParameterCreator(IAwsService ssm, TimeProvider time)
{
    public async Task CreateAsync(string region, LocalParameter parameter, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["Name"] = parameter.Name, ["Type"] = parameter.Type, ["Value"] = parameter.Value };
        Set(body, "Description", parameter.Description);
        Set(body, "AllowedPattern", parameter.AllowedPattern);
        Set(body, "Tier", parameter.Tier);
        try
        {
            using var answer = await new ServiceCalls(ssm, "ssm", region, time).CallAsync("PutParameter", body, cancellationToken);
        }
        catch (ServiceCallException exception)
        {
            throw new LocalHostException($"parameter {parameter.LogicalId} ({parameter.Name}) in {region} was refused by PutParameter: {exception.Message}", exception);
        }
    }

    private static void Set(JsonObject body, string name, string? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }
    }
}
