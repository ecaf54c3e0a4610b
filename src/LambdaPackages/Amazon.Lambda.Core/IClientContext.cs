namespace Amazon.Lambda.Core;

/// <summary>What the AWS mobile SDK sends along.</summary>
public interface IClientContext
{
    /// <summary>The application that invokes.</summary>
    IClientApplication Client { get; }

    /// <summary>Values the application set.</summary>
    IDictionary<string, string> Custom { get; }

    /// <summary>Values the SDK set.</summary>
    IDictionary<string, string> Environment { get; }
}
