using Amazon.Runtime;
using DataSync.Aws.Control;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Flow;

/// <summary>Enables and disables event source mappings, and waits until Lambda says that it is so.</summary>
internal static class MappingSwitch
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Lambda takes up to a minute or so.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The mapping of a function.</summary>
    /// <exception cref="OperatorException">It has none, which no template of ours makes.</exception>
    public static async Task<SourceMapping> FindAsync(RegionStack region, string handler, CancellationToken cancellationToken)
    {
        var mappings = await region.Clients.Lambda.MappingsAsync(region.FunctionName(handler), cancellationToken);
        return mappings.Count > 0
            ? mappings[0]
            : throw new OperatorException(ExitCodes.Failed, $"{region.Name}: {region.FunctionName(handler)} has no event source mapping. Deploy the stack again.");
    }

    /// <summary>Makes a function's mapping read, or not.</summary>
    /// <returns>False when it was so already.</returns>
    /// <exception cref="OperatorException">Lambda did not get there in time.</exception>
    public static async Task<bool> SetAsync(RegionStack region, string handler, bool isEnabled, TimeProvider time, CancellationToken cancellationToken)
    {
        var mapping = await FindAsync(region, handler, cancellationToken);
        var start = time.GetTimestamp();
        var isChanged = false;
        while (!(isEnabled ? mapping.IsEnabled : mapping.IsDisabled))
        {
            if (time.GetElapsedTime(start) > Patience)
            {
                throw new OperatorException(ExitCodes.Incomplete, $"{region.Name}: the event source mapping of {handler} is {mapping.State} after {Patience.TotalMinutes:0} minutes. Look again with `datasync status`.");
            }

            if (mapping.IsEnabled || mapping.IsDisabled)
            {
                isChanged |= await TryEnableAsync(region, mapping.Id, isEnabled, cancellationToken);
            }

            await Task.Delay(LookEvery, time, cancellationToken);
            mapping = await region.Clients.Lambda.MappingAsync(mapping.Id, cancellationToken);
        }

        return isChanged;
    }

    // False: an earlier change is under way; once it is done this one can be made.
    private static async Task<bool> TryEnableAsync(RegionStack region, string id, bool isEnabled, CancellationToken cancellationToken)
    {
        try
        {
            await region.Clients.Lambda.EnableAsync(id, isEnabled, cancellationToken);
            return true;
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "ResourceInUseException")
        {
            return false;
        }
    }
}
