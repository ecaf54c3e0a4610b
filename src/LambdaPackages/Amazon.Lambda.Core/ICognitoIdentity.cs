namespace Amazon.Lambda.Core;

/// <summary>The Cognito identity of the caller.</summary>
public interface ICognitoIdentity
{
    /// <summary>The identity's id.</summary>
    string IdentityId { get; }

    /// <summary>The pool the identity is of.</summary>
    string IdentityPoolId { get; }
}
