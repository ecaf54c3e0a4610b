using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>The transforms (macros) that a template names.</summary>
internal static class TransformNames
{
    public const string Serverless = "AWS::Serverless-2016-10-31";
    public const string LanguageExtensions = "AWS::LanguageExtensions";

    /// <summary>All of them; one with parameters by its name.</summary>
    public static IEnumerable<string> Of(JsonObject template) =>
        (template["Transform"] is JsonArray list ? list : [template["Transform"]?.DeepClone()])
        .Select(node => JsonText.Of(node is JsonObject macro ? macro["Name"] : node))
        .OfType<string>();

    public static bool IsSupported(string name) => name is Serverless or LanguageExtensions;
}
