namespace DataSync.Cli.WebConsole;

/// <summary>Trouble on demand, where the local host is behind the console. Safe for concurrent use.</summary>
internal interface IFaultPanel
{
    /// <summary>What can be begun, as <c>cut</c>, <c>delay</c>, <c>throttle</c>, in the order of the buttons.</summary>
    IReadOnlyList<ConsoleFaultKind> Kinds { get; }

    /// <summary>The functions that can be killed, by logical id.</summary>
    IReadOnlyList<string> Functions { get; }

    /// <summary>What lasts at this moment.</summary>
    IReadOnlyList<ConsoleFault> Active { get; }

    /// <summary>Begins a fault of a kind in a region, with the preset amount; the same one twice is one.</summary>
    /// <exception cref="ArgumentException">There is no such region or kind.</exception>
    void Begin(string region, string kind);

    /// <summary>Ends it; one that does not last changes nothing.</summary>
    /// <exception cref="ArgumentException">There is no such region or kind.</exception>
    void End(string region, string kind);

    /// <summary>Ends every fault of the region.</summary>
    /// <exception cref="ArgumentException">There is no such region.</exception>
    void Heal(string region);

    /// <summary>Kills one process of a function. False when none runs.</summary>
    /// <exception cref="ArgumentException">There is no such region or function.</exception>
    bool Kill(string region, string function);
}

/// <summary>A kind of fault.</summary>
/// <param name="Kind">Its name, as <c>throttle</c>.</param>
/// <param name="Text">What it does, in a few words with its preset: "DynamoDB refuses half of all calls".</param>
internal sealed record ConsoleFaultKind(string Kind, string Text);

/// <summary>A fault that lasts.</summary>
/// <param name="Region">Where.</param>
/// <param name="Kind">What.</param>
/// <param name="Text">The whole of it, as <c>--fault</c> takes it.</param>
internal sealed record ConsoleFault(string Region, string Kind, string Text);
