namespace DataSync.Core;

/// <summary>What the protocol can be told. Immutable; checked by <see cref="Check"/> before anything runs.</summary>
public sealed record SyncOptions
{
    /// <summary>Default of <see cref="MaxDrift"/>.</summary>
    public static readonly TimeSpan DefaultMaxDrift = TimeSpan.FromMinutes(5);

    /// <summary>Default of <see cref="BaselineAfter"/>.</summary>
    public static readonly TimeSpan DefaultBaselineAfter = TimeSpan.FromMinutes(10);

    /// <summary>Default of <see cref="DeferralLimit"/>: longer than a stream keeps its records.</summary>
    public static readonly TimeSpan DefaultDeferralLimit = TimeSpan.FromHours(26);

    /// <summary>Default of <see cref="ObjectWaitLimit"/>.</summary>
    public static readonly TimeSpan DefaultObjectWaitLimit = TimeSpan.FromMinutes(5);

    /// <summary>This region.</summary>
    public required string Region { get; init; }

    /// <summary>All regions in sync, this one included.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>Logical name of the table, the same in every region: letters, digits, dot, dash, underscore.</summary>
    public required string Entity { get; init; }

    /// <summary>Logical name of the bucket, the same in every region; null when no objects are in sync.</summary>
    public string? ObjectEntity { get; init; }

    /// <summary>Names of the functions that write objects: S3's events name them.</summary>
    public IReadOnlyList<string> ObjectWriters { get; init; } = [];

    /// <summary>Name of the item attribute that names an object the item must not arrive before; null for none.</summary>
    public string? ObjectReferenceAttribute { get; init; }

    /// <summary>How long an item waits for the object it names, at most.</summary>
    public TimeSpan ObjectWaitLimit { get; init; } = DefaultObjectWaitLimit;

    /// <summary>Name of the attribute that holds the stamp.</summary>
    public string StampAttribute { get; init; } = Items.Stamp.DefaultAttribute;

    /// <summary>How far a version may be ahead of this region's clock: it would win until the clock gets there.</summary>
    public TimeSpan MaxDrift { get; init; } = DefaultMaxDrift;

    /// <summary>How long a change waits before content that neither stamp nor ledger knows counts as older than the service.</summary>
    public TimeSpan BaselineAfter { get; init; } = DefaultBaselineAfter;

    /// <summary>How long a change may be deferred before it becomes a dead letter, and may wait for a store that throttles before its attempts are counted.</summary>
    public TimeSpan DeferralLimit { get; init; } = DefaultDeferralLimit;

    /// <summary>Attempts before a change that fails with a passing error becomes a dead letter, 1 to 100. Deferrals and throttled calls do not count.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>Items, or changes, worked on at the same time by one invocation, 1 to 256.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>The other regions.</summary>
    public IEnumerable<string> Others => Regions.Where(r => r != Region);

    /// <summary>Returns the options when they make sense together.</summary>
    /// <exception cref="ArgumentException">A value is out of range or contradicts another; the message names it, its value and the remedy.</exception>
    public SyncOptions Check()
    {
        Require(Regions.Contains(Region), $"Regions '{string.Join(',', Regions)}' do not contain this region, '{Region}'. Add it, in every region's stack.");
        Require(Regions.Distinct().Count() == Regions.Count, $"Regions '{string.Join(',', Regions)}' name a region twice. Name each once.");
        foreach (var region in Regions)
        {
            Require(
                region.Length is > 0 and <= 32 && region.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'),
                $"Region '{region}' is not the name of a region. Use names such as eu-west-1.");
        }

        Require(
            IsEntity(Entity),
            $"Entity '{Entity}' must be 1 to 255 letters, digits, dots, dashes or underscores.");
        Require(
            ObjectEntity is null || (ObjectEntity != Entity && IsEntity(ObjectEntity)),
            $"ObjectEntity '{ObjectEntity}' must be 1 to 255 letters, digits, dots, dashes or underscores, and not Entity '{Entity}'.");
        Require(
            ObjectReferenceAttribute is null || ObjectEntity is not null,
            $"ObjectReferenceAttribute '{ObjectReferenceAttribute}' needs a bucket in sync. Set ObjectEntity, or leave it out.");
        Require(
            ObjectWaitLimit >= TimeSpan.Zero && ObjectWaitLimit <= DeferralLimit,
            $"ObjectWaitLimit {ObjectWaitLimit} must be between zero and DeferralLimit {DeferralLimit}.");
        Require(StampAttribute.Length is > 0 and <= 255, $"StampAttribute '{StampAttribute}' must have 1 to 255 characters.");
        Require(MaxDrift >= TimeSpan.FromSeconds(1) && MaxDrift <= TimeSpan.FromHours(1), $"MaxDrift {MaxDrift} must be between one second and one hour: a version from the future wins until the clock gets there.");
        Require(BaselineAfter >= TimeSpan.Zero && BaselineAfter <= DeferralLimit, $"BaselineAfter {BaselineAfter} must be between zero and DeferralLimit {DeferralLimit}.");
        Require(MaxAttempts is >= 1 and <= 100, $"MaxAttempts {MaxAttempts} must be between 1 and 100.");
        Require(Concurrency is >= 1 and <= 256, $"Concurrency {Concurrency} must be between 1 and 256.");
        return this;
    }

    private static bool IsEntity(string name) =>
        name.Length is > 0 and <= 255 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
