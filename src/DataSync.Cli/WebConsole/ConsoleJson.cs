using System.Text.Json;
using System.Text.Json.Serialization;
using DataSync.Cli.Status;

namespace DataSync.Cli.WebConsole;

/// <summary>What goes over the wire between the page and its server. Keys of dictionaries are data and stay as they are.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(CamelCaseEnum<Severity>), typeof(CamelCaseEnum<ActionPhase>)],
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    MaxDepth = 16)]
[JsonSerializable(typeof(ConsoleWelcome))]
[JsonSerializable(typeof(ConsoleSnapshot))]
[JsonSerializable(typeof(StatusHistory.Columns))]
[JsonSerializable(typeof(LetterPage))]
[JsonSerializable(typeof(ConsoleLetter))]
[JsonSerializable(typeof(IReadOnlyList<ConsoleConflict>))]
[JsonSerializable(typeof(ConsoleSelection))]
[JsonSerializable(typeof(FaultCall))]
[JsonSerializable(typeof(ActionState))]
[JsonSerializable(typeof(Failure))]
internal sealed partial class ConsoleJson : JsonSerializerContext;

/// <summary>The members of an enum as words that begin small, as all else in the page's JSON does.</summary>
internal sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;

/// <summary>What does not change while the console runs.</summary>
/// <param name="Name">What is looked at.</param>
/// <param name="Reasons">All reasons of dead letters, for the filter.</param>
/// <param name="FaultKinds">What can be begun; null without a fault panel.</param>
/// <param name="Functions">What can be killed; null without a fault panel.</param>
/// <param name="HistoryMs">How far the plots look back.</param>
internal sealed record ConsoleWelcome(string Name, IReadOnlyList<string> Reasons, IReadOnlyList<ConsoleFaultKind>? FaultKinds, IReadOnlyList<string>? Functions, long HistoryMs);

/// <summary>A page of dead letters.</summary>
/// <param name="Letters">The letters.</param>
/// <param name="HasMore">True when there are more that match.</param>
internal sealed record LetterPage(IReadOnlyList<ConsoleLetter> Letters, bool HasMore);

/// <summary>A call of the fault panel.</summary>
/// <param name="Action">One of begin, end, heal and kill.</param>
/// <param name="Region">Where.</param>
/// <param name="Kind">What begins or ends.</param>
/// <param name="Function">What is killed.</param>
internal sealed record FaultCall(string Action, string Region, string? Kind = null, string? Function = null);

/// <summary>Why a call was not done.</summary>
internal sealed record Failure(string Error);
