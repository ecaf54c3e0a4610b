using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataSync.Aws.Tests.Contract.Running;

/// <summary>The name of a case, as the tables of known differences write it: <c>Class.Method</c>, and for a row of a theory its arguments, cut where they are long.</summary>
public static class CaseName
{
    private const int MaxArgumentLength = 32;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Type contract, string method, object?[]? arguments) =>
        arguments is { Length: > 0 } ? $"{contract.Name}.{method}({string.Join(", ", arguments.Select(Render))})" : $"{contract.Name}.{method}";

    private static string Render(object? argument)
    {
        var text = argument is string s ? JsonSerializer.Serialize(s, Options) : JsonSerializer.Serialize(argument, Options);
        return text.Length <= MaxArgumentLength ? text : text[..MaxArgumentLength] + "…";
    }
}
