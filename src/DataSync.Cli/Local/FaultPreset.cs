using DataSync.Local.Faults;

namespace DataSync.Cli.Local;

/// <summary>A fault with an amount that shows, for the keys of the live view and the buttons of the console.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Text">What it does.</param>
/// <param name="Fault">The fault, without its region.</param>
internal sealed record FaultPreset(char Key, string Text, Fault Fault)
{
    /// <summary>All of them.</summary>
    public static readonly FaultPreset[] All =
    [
        new('c', "nothing gets in from other regions, nor out to them", new Fault(FaultKind.Cut, "")),
        new('d', "every call takes 250 ms more", new Fault(FaultKind.Delay, "") { Amount = TimeSpan.FromMilliseconds(250) }),
        new('t', "DynamoDB refuses half of all calls for their rate", new Fault(FaultKind.Throttle, "") { Target = "dynamodb", Share = 0.5 }),
        new('e', "a fifth of all calls fails", new Fault(FaultKind.Error, "") { Share = 0.2 }),
        new('a', "SQS denies access", new Fault(FaultKind.Deny, "") { Target = "sqs" }),
        new('l', "a tenth of all answers is lost after the call was done", new Fault(FaultKind.Lose, "") { Share = 0.1 }),
        new('k', "one invocation in twenty is killed", new Fault(FaultKind.Kill, "") { Share = 0.05 }),
        new('u', "three deliveries in ten come twice", new Fault(FaultKind.Duplicate, "") { Share = 0.3 }),
        new('o', "three deliveries in ten are overtaken", new Fault(FaultKind.Reorder, "") { Share = 0.3 }),
        new('f', "the functions' clock stands still", new Fault(FaultKind.Freeze, "")),
        new('s', "the functions' clock is 30 s ahead", new Fault(FaultKind.Skew, "") { Amount = TimeSpan.FromSeconds(30) }),
    ];

    /// <summary>The kind's name, as <c>--fault</c> takes it.</summary>
    public string Name => Fault.Kind.ToString().ToLowerInvariant();
}
