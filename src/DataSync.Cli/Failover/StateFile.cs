using System.Globalization;
using System.Text.Json;
using DataSync.Cli.Deployments;

namespace DataSync.Cli.Failover;

/// <summary>Keeps a failover's state.</summary>
/// <param name="path">The file.</param>
internal sealed class StateFile(string path)
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>The state of the request that is under way, or a new one.</summary>
    /// <exception cref="OperatorException">The file is about something else, or cannot be read.</exception>
    public FailoverState Load(FailoverRequest request, DateTimeOffset now)
    {
        if (!File.Exists(Path))
        {
            return new FailoverState { From = request.From, To = request.To, IsUnplanned = request.IsUnplanned, StartedAt = now };
        }

        var state = Read();
        if (state.Version > FailoverState.Format)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"{Path} has format {state.Version}; this tool knows {FailoverState.Format}. Use the tool that wrote it.");
        }

        if (state.From != request.From || state.To != request.To)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"{Path} is of a failover from {state.From} to {state.To} that is under way. Finish it, name another file with --state, or delete it.");
        }

        return state.IsUnplanned == request.IsUnplanned
            ? state
            : throw new OperatorException(
                ExitCodes.CannotStart,
                $"{Path} is of a failover that was begun {(state.IsUnplanned ? "with" : "without")} --unplanned. Go on in the same way, or delete the file to begin anew: every step finds out by itself what is done already.");
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public void Save(FailoverState state)
    {
        var draft = Path + ".new";
        File.WriteAllText(draft, JsonSerializer.Serialize(state, FailoverJson.Default.FailoverState));
        File.Move(draft, Path, overwrite: true);
    }

    /// <summary>Puts the file of a failover that is over aside, under a name with its time: the next one begins anew.</summary>
    /// <returns>The new name.</returns>
    public string Finish(DateTimeOffset now)
    {
        var name = System.IO.Path.ChangeExtension(Path, now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + System.IO.Path.GetExtension(Path));
        File.Move(Path, name, overwrite: true);
        return name;
    }

    private FailoverState Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Path), FailoverJson.Default.FailoverState)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new OperatorException(ExitCodes.CannotStart, $"{Path} is no state of a failover: {e.Message} Name another file with --state, or delete it.", e);
        }
    }
}
