using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using DataSync.Core.Ports;

namespace DataSync.Aws.Serving;

/// <summary>A text that an operator keeps in a region's Parameter Store.</summary>
/// <param name="client">A client of the region.</param>
/// <param name="parameterName">The parameter's name; the stack makes it.</param>
public sealed class TextParameter(IAmazonSimpleSystemsManagement client, string parameterName)
{
    /// <summary>The text that is there, whatever it says.</summary>
    /// <exception cref="StoreException">It is not there, or could not be reached.</exception>
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
}
