namespace DataSync.Cli.Demo;

/// <summary>How the demo writes.</summary>
/// <param name="Seconds">How long, 5 to 3600.</param>
/// <param name="Rate">Writes a second over all regions, 1 to 5000.</param>
/// <param name="Seed">Seed of the workload.</param>
/// <param name="ChaosSeed">Seed of faults at random; null: none.</param>
internal sealed record DemoOptions(int Seconds, int Rate, int Seed, int? ChaosSeed = null)
{
    public const int DefaultSeconds = 40;
    public const int DefaultRate = 120;

    public DemoOptions Check()
    {
        if (Seconds is < 5 or > 3600)
        {
            throw new ArgumentException($"--seconds {Seconds} must be between 5 and 3600.");
        }

        return Rate is >= 1 and <= 5000 ? this : throw new ArgumentException($"--rate {Rate} must be between 1 and 5000.");
    }
}
