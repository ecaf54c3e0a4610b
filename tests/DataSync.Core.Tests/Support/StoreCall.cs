namespace DataSync.Core.Tests.Support;

/// <summary>Which call of a store is about to run.</summary>
public enum StoreCall
{
    /// <summary>A consistent read.</summary>
    Read,

    /// <summary>A guarded put.</summary>
    Put,

    /// <summary>A guarded delete.</summary>
    Delete,

    /// <summary>A ledger entry that needs no read.</summary>
    Advance,

    /// <summary>A ledger row replaced as it was read.</summary>
    Replace,
}
