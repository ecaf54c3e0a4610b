using System.Text.Json.Nodes;

namespace DataSync.Local.Templates;

/// <summary>A SAM or CloudFormation template, read and ready to be evaluated for a region.</summary>
public sealed class Template
{
    private static readonly HashSet<string> KnownSections = new(StringComparer.Ordinal)
    {
        "AWSTemplateFormatVersion", "Description", "Metadata", "Transform", "Globals", "Parameters", "Rules", "Mappings", "Conditions", "Resources", "Outputs",
    };

    private readonly JsonObject _root;

    private Template(JsonObject root) => _root = root;

    /// <summary>Reads a template file. Throws <see cref="TemplateException"/> when there is none or it isn't one.</summary>
    public static Template Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), Path.GetFileName(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException(path, "can't be read: " + exception.Message);
        }
    }

    /// <summary>Reads a template's text, YAML or JSON; <paramref name="name"/> is for messages.</summary>
    public static Template Parse(string text, string name = "template") => new(TemplateReader.Read(text, name));

    /// <summary>Evaluates the template for one region. Throws <see cref="TemplateException"/> naming the place of whatever is wrong.</summary>
    public LocalStack Evaluate(EvaluationSettings settings)
    {
        var warnings = new List<string>();
        CheckSections(warnings);
        var parameters = TemplateParameters.Resolve(_root["Parameters"] as JsonObject, settings.Parameters);
        var evaluator = new Evaluator(_root, settings, parameters, warnings);
        evaluator.EvaluateConditions();
        TemplateRules.Check(_root["Rules"] as JsonObject, evaluator);
        return new StackBuilder(_root, evaluator, warnings).Build();
    }

    private void CheckSections(List<string> warnings)
    {
        foreach (var (name, _) in _root)
        {
            if (!KnownSections.Contains(name))
            {
                warnings.Add($"section {name} is not supported here; it has no effect");
            }
        }

        foreach (var transform in TransformNames.Of(_root).Where(name => !TransformNames.IsSupported(name)))
        {
            warnings.Add($"transform {transform} is not supported here; it is not applied");
        }

        foreach (var section in SamGlobals.Unsupported(_root["Globals"] as JsonObject))
        {
            warnings.Add($"Globals/{section} is not supported here; it has no effect");
        }

        foreach (var property in SamGlobals.Refused(_root["Globals"] as JsonObject))
        {
            throw new TemplateException("Globals/Function", $"{property} is not a property that SAM takes from Globals");
        }
    }
}
