using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using DataSync.Core.Ports;
using DataSync.Core.Serving;

namespace DataSync.Aws.Serving;

/// <summary>A region's serving state in its Parameter Store, where an operator can set it by any means.</summary>
/// <param name="client">A client of the region.</param>
/// <param name="parameterName">The parameter's name; the stack makes it.</param>
public sealed class ServingSwitch(IAmazonSimpleSystemsManagement client, string parameterName) : IServingSwitch
{
    /// <inheritdoc/>
    public async ValueTask<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.GetParameterAsync(new GetParameterRequest { Name = parameterName }, cancellationToken);
            return response.Parameter.Value;
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "GetParameter", parameterName);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ServingState state, CancellationToken cancellationToken)
    {
        try
        {
            // Without a type only a parameter that is there is written: none is made under a mistaken name.
            await client.PutParameterAsync(new PutParameterRequest { Name = parameterName, Value = state.ToString(), Overwrite = true }, cancellationToken);
        }
        catch (Exception e) when (AwsErrors.IsDependency(e, cancellationToken))
        {
            throw AwsErrors.Sort(e, "PutParameter", parameterName);
        }
    }
}
