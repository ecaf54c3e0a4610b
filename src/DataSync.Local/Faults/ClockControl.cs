namespace DataSync.Local.Faults;

/// <summary>Whether the functions' processes take the time of day from <see cref="RegionClocks"/>. Both ways to do so need libfaketime.</summary>
public enum ClockControl
{
    /// <summary>They look at the machine's clock.</summary>
    None,

    /// <summary>They follow within a second, at no cost worth mentioning.</summary>
    WithinASecond,

    /// <summary>They follow at once; every look at the clock then costs some 50 microseconds.</summary>
    AtOnce,
}
