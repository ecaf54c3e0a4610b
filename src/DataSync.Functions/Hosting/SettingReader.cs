using System.Globalization;

namespace DataSync.Functions.Hosting;

/// <summary>Reads settings and collects everything that is wrong with them, so that one deployment shows all of it.</summary>
internal sealed class SettingReader(Func<string, string?> read)
{
    private readonly List<string> _problems = [];

    public string Text(string name, string? otherwise = null)
    {
        var value = read(name);
        if (!string.IsNullOrWhiteSpace(value))
        {
            return value;
        }

        if (otherwise is null)
        {
            Report($"{name} is not set. template.yaml sets it; deploy the function with that template.");
        }

        return otherwise ?? "";
    }

    public int Number(string name, int otherwise, int smallest, int largest, string why)
    {
        var text = read(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= smallest && value <= largest)
        {
            return value;
        }

        Report($"{name} is '{text}'; it must be a whole number from {smallest} to {largest}. {why}");
        return otherwise;
    }

    public bool Switch(string name, bool otherwise)
    {
        var text = read(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            return otherwise;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Report($"{name} is '{text}'; it must be true or false.");
        return otherwise;
    }

    public T Choice<T>(string name, T otherwise)
        where T : struct, Enum
    {
        var text = read(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            return otherwise;
        }

        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value))
        {
            return value;
        }

        Report($"{name} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        return otherwise;
    }

    public string QueueUrl(string name, string? mustContain = null)
    {
        var url = Text(name);
        var isUrl = Uri.TryCreate(url.Replace("{region}", "region", StringComparison.Ordinal), UriKind.Absolute, out var uri)
            && uri.Scheme is "https" or "http" && uri.Segments.Length >= 3;
        if (url.Length > 0 && !isUrl)
        {
            Report($"{name} is '{url}'; it must be the URL of an SQS queue, such as https://sqs.eu-west-1.amazonaws.com/123456789012/name.");
        }
        else if (url.Length > 0 && mustContain is not null && !url.Contains(mustContain, StringComparison.Ordinal))
        {
            Report($"{name} is '{url}'; it must contain {mustContain} where the region goes.");
        }

        return url;
    }

    /// <summary>Runs a check of Core's, which knows settings by names of its own; <paramref name="variables"/> gives the variable for how a message begins.</summary>
    public void Try(Action check, params ReadOnlySpan<(string Beginning, string Variable)> variables)
    {
        try
        {
            check();
        }
        catch (ArgumentException e)
        {
            foreach (var (beginning, variable) in variables)
            {
                if (e.Message.StartsWith(beginning, StringComparison.Ordinal))
                {
                    Report($"{variable} is '{read(variable)}': {e.Message}");
                    return;
                }
            }

            Report(e.Message);
        }
    }

    public void Report(string problem) => _problems.Add(problem);

    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw new InvalidOperationException("The function cannot start:\n- " + string.Join("\n- ", _problems));
        }
    }
}
