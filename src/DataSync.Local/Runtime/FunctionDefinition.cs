namespace DataSync.Local.Runtime;

/// <summary>A function in one region: what to run and within which limits.</summary>
public sealed record FunctionDefinition
{
    /// <summary>How long a process may take to ask for its first invocation, as on Lambda.</summary>
    public static readonly TimeSpan DefaultInitTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The function's name, unique within its region.</summary>
    public required string Name { get; init; }

    /// <summary>The region it runs in, such as <c>eu-west-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>The program: <c>dotnet</c>, or the path of a native binary.</summary>
    public required string FileName { get; init; }

    /// <summary>The program's arguments, such as the path of <c>bootstrap.dll</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The value of <c>_HANDLER</c>.</summary>
    public required string Handler { get; init; }

    /// <summary>Variables beside those that Lambda sets; they win over the credentials set by default. Endpoint overrides belong here.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Configured memory in MB. Three quarters of it are the limit of the .NET heap, as in a container of that size, so what needs more fails here too;
    /// memory that is not on that heap is not limited.
    /// </summary>
    public int MemorySizeMb { get; init; } = 512;

    /// <summary>An invocation that takes longer fails, and its process is ended.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A process that has not asked for work by then is ended, and the invocation it was started for fails.</summary>
    public TimeSpan InitTimeout { get; init; } = DefaultInitTimeout;

    /// <summary>How many invocations run at a time, each in a process of its own; more are throttled. 0 throttles all.</summary>
    public int MaxConcurrency { get; init; } = 10;

    /// <summary>How often an asynchronous invocation that fails is tried again, 0 to 2.</summary>
    public int AsyncRetries { get; init; } = 2;

    /// <summary>How old the event of an asynchronous invocation may get before it is dropped.</summary>
    public TimeSpan AsyncMaximumAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The account in the function's ARN: twelve digits.</summary>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>The function's ARN.</summary>
    public string Arn => $"arn:aws:lambda:{Region}:{AccountId}:function:{Name}";
}
