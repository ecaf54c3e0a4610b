using DataSync.Aws.Tests.Contract.Running;

namespace DataSync.Aws.Tests.Contract.Servers;

/// <summary>What a server does instead of what the case claims.</summary>
/// <param name="Reason">In a few words.</param>
/// <param name="IsHarmful">True when the case would hang or break the server; then it is not run. Otherwise it is run and has to fail.</param>
public sealed record KnownDifference(string Reason, bool IsHarmful = false);

/// <summary>The table of one server's differences, by <see cref="CaseName"/>; <c>Class.Method(*)</c> stands for all rows of a theory.</summary>
public sealed class KnownDifferences
{
    public static readonly KnownDifferences None = new();

    private readonly Dictionary<string, KnownDifference> _rows = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Cases => _rows.Keys;

    public KnownDifference? Find(string caseName) => _rows.GetValueOrDefault(caseName) ?? _rows.GetValueOrDefault(AllRows(caseName));

    /// <summary>True when the row is about this case, alone or with all rows of its theory.</summary>
    public static bool IsAbout(string row, string caseName) => row == caseName || row == AllRows(caseName);

    /// <summary>Adds cases that differ for one reason.</summary>
    public KnownDifferences Because(string reason, params ReadOnlySpan<string> cases)
    {
        foreach (var name in cases)
        {
            _rows.Add(name, new KnownDifference(reason));
        }

        return this;
    }

    /// <summary>Adds cases that must not even be tried.</summary>
    public KnownDifferences Harmful(string reason, params ReadOnlySpan<string> cases)
    {
        foreach (var name in cases)
        {
            _rows.Add(name, new KnownDifference(reason, IsHarmful: true));
        }

        return this;
    }

    // "Class.Method(*)" is about every row of a theory.
    private static string AllRows(string caseName) => caseName.IndexOf('(', StringComparison.Ordinal) is > 0 and var at ? caseName[..at] + "(*)" : caseName;
}
