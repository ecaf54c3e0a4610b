using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DataSync.Cli.Deployments;
using DataSync.Core.DeadLetters;
using Microsoft.AspNetCore.Http;

namespace DataSync.Cli.WebConsole;

/// <summary>The calls of the page. Whoever gets here has passed <see cref="RequestGuard"/>.</summary>
internal sealed class ConsoleApi(IConsoleSource source, StatusFeed feed, ActionRunner actions, ConsoleOptions options)
{
    /// <summary>The largest body of a call: a thousand ids.</summary>
    public const int MaxBodyBytes = 512 * 1024;

    /// <summary>The most letters of one list, and of one call that names them.</summary>
    public const int MaxLetters = 1000;

    private const int DefaultLetters = 200;
    private const int MaxConflicts = 500;
    private const int MaxIdLength = 2048;

    /// <summary>Answers with a status and the reason.</summary>
    public static Task FailAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return WriteAsync(context, new Failure(reason), ConsoleJson.Default.Failure);
    }

    /// <summary>Answers a call; one that does not exist with 404.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await ((context.Request.Method, context.Request.Path.Value) switch
            {
                ("GET", "/api/events") => StreamAsync(context),
                ("GET", "/api/letters") => ListAsync(context),
                ("GET", "/api/letter") => ShowAsync(context),
                ("POST", "/api/letters/replay") => ReplayAsync(context),
                ("POST", "/api/letters/discard") => DiscardAsync(context),
                ("POST", "/api/action/stop") => StopAsync(context),
                ("GET", "/api/conflicts") => ConflictsAsync(context),
                ("POST", "/api/faults") => FaultsAsync(context),
                _ => FailAsync(context, StatusCodes.Status404NotFound, "There is no such call."),
            });
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await FailAsync(context, e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? $"A call may have {MaxBodyBytes} bytes." : "The call can't be read.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException or OperatorException { ExitCode: ExitCodes.CannotStart } && !context.Response.HasStarted)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // What is behind the console failed, not the console.
            await FailAsync(context, StatusCodes.Status502BadGateway, e.Message);
        }
    }

    private static async Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) =>
        await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) ?? throw new ArgumentException("The call is empty.");

    private static string? Given(HttpContext context, string name) => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static int Limit(HttpContext context, int usual, int most) =>
        Given(context, "limit") is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most ? limit
        : throw new ArgumentException($"limit is a number from 1 to {most}, not {text}.");

    private static void CheckIds(IReadOnlyList<string>? ids)
    {
        if (ids is null || ids.Count is 0 or > MaxLetters || ids.Any(id => string.IsNullOrEmpty(id) || id.Length > MaxIdLength))
        {
            throw new ArgumentException($"ids are 1 to {MaxLetters} ids of letters.");
        }
    }

    private async Task StreamAsync(HttpContext context)
    {
        var welcome = new ConsoleWelcome(
            source.Name, Enum.GetNames<DeadLetterReason>(), source.Faults?.Kinds, source.Faults?.Functions, (long)ConsoleOptions.HistoryLength.TotalMilliseconds);
        using var subscription = feed.Subscribe(welcome);
        context.Response.ContentType = "text/event-stream";
        while (true)
        {
            Task more = subscription.Frames.WaitToReadAsync(context.RequestAborted).AsTask();
            while (!await IsOverAsync(more, context.RequestAborted))
            {
                // The source takes its time. The page must be able to tell that from a connection that is gone.
                await context.Response.Body.WriteAsync(EventFrame.KeepAlive, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            while (subscription.Frames.TryRead(out var frame))
            {
                await context.Response.Body.WriteAsync(frame, context.RequestAborted);
            }

            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private async Task<bool> IsOverAsync(Task task, CancellationToken cancellationToken)
    {
        await task.WaitAsync(options.KeepAlive, options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return task.IsCompleted;
    }

    private async Task ListAsync(HttpContext context)
    {
        var limit = Limit(context, DefaultLetters, MaxLetters);
        var query = new ConsoleLetterQuery
        {
            Region = Given(context, "region"),
            Queue = Given(context, "queue"),
            Reason = Given(context, "reason"),
            Entity = Given(context, "entity"),
            KeyPrefix = Given(context, "key"),
            // One more tells whether there are more.
            Limit = limit + 1,
        };
        var letters = new List<ConsoleLetter>();
        await foreach (var letter in source.LettersAsync(query, context.RequestAborted))
        {
            letters.Add(letter);
            if (letters.Count > limit)
            {
                break;
            }
        }

        await WriteAsync(context, new LetterPage([.. letters.Take(limit)], letters.Count > limit), ConsoleJson.Default.LetterPage);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var id = Given(context, "id") ?? throw new ArgumentException("id names a letter.");
        if (await source.LetterAsync(id, context.RequestAborted) is { } letter)
        {
            await WriteAsync(context, letter, ConsoleJson.Default.ConsoleLetter);
        }
        else
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "The letter is no longer there. It was replayed or discarded, or its time ran out.");
        }
    }

    private async Task ReplayAsync(HttpContext context)
    {
        var selection = await ReadAsync(context, ConsoleJson.Default.ConsoleSelection);
        if (selection.Query is null)
        {
            CheckIds(selection.Ids);
        }
        else if (selection.Ids is not null)
        {
            throw new ArgumentException("Either ids or a query, not both.");
        }

        await AcceptAsync(context, actions.Replay(selection));
    }

    private async Task DiscardAsync(HttpContext context)
    {
        var selection = await ReadAsync(context, ConsoleJson.Default.ConsoleSelection);
        if (selection.Query is not null)
        {
            throw new ArgumentException("Letters are discarded by id only, so that a person has seen each.");
        }

        CheckIds(selection.Ids);
        await AcceptAsync(context, actions.Discard(selection.Ids!));
    }

    private static async Task AcceptAsync(HttpContext context, ActionState? state)
    {
        if (state is null)
        {
            await FailAsync(context, StatusCodes.Status409Conflict, "Another replay or discard runs. Wait for it, or stop it.");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await WriteAsync(context, state, ConsoleJson.Default.ActionState);
    }

    private Task StopAsync(HttpContext context)
    {
        actions.Stop();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task ConflictsAsync(HttpContext context)
    {
        var limit = Limit(context, DefaultLetters, MaxConflicts);
        var conflicts = new List<ConsoleConflict>();
        await foreach (var conflict in source.ConflictsAsync(limit, context.RequestAborted))
        {
            conflicts.Add(conflict);
            if (conflicts.Count == limit)
            {
                break;
            }
        }

        await WriteAsync(context, conflicts, ConsoleJson.Default.IReadOnlyListConsoleConflict);
    }

    private async Task FaultsAsync(HttpContext context)
    {
        var call = await ReadAsync(context, ConsoleJson.Default.FaultCall);
        if (source.Faults is not { } faults)
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "There is nothing here to break on purpose.");
            return;
        }

        switch (call.Action)
        {
            case "begin": faults.Begin(call.Region, call.Kind ?? ""); break;
            case "end": faults.End(call.Region, call.Kind ?? ""); break;
            case "heal": faults.Heal(call.Region); break;
            case "kill" when !faults.Kill(call.Region, call.Function ?? ""): throw new ArgumentException($"No process of {call.Function} runs in {call.Region} now.");
            case "kill": break;
            default: throw new ArgumentException($"action is begin, end, heal or kill, not {call.Action}.");
        }

        feed.ShowFaults();
        feed.Wake();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
