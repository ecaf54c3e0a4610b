namespace DataSync.Local.Templates;

/// <summary>The template, or a value given for one of its parameters, can't be used. The message names the place and the reason.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the exception for a place in the template, such as <c>Resources/ChangesQueue/Properties/QueueName</c>.</summary>
    public TemplateException(string place, string reason)
        : base($"{place}: {reason}")
    {
        Place = place;
    }

    /// <summary>Where in the template.</summary>
    public string Place { get; }
}
