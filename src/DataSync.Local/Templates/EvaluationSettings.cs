namespace DataSync.Local.Templates;

/// <summary>What a template is evaluated for.</summary>
/// <param name="Region">The region the stack is in.</param>
/// <param name="AccountId">The account's 12 digits.</param>
/// <param name="StackName">Names resources that have no name of their own.</param>
/// <param name="Parameters">Values of template parameters; what is missing takes its default. Lists are comma separated.</param>
public sealed record EvaluationSettings(string Region, string AccountId, string StackName, IReadOnlyDictionary<string, string> Parameters);
