namespace DataSync.Local.Faults;

/// <summary>A fault while it lasts: adds up its share and strikes at every whole number, so that the share is exact.</summary>
internal sealed class ActiveFault(Fault fault)
{
    private readonly Lock _lock = new();
    private double _due;

    public Fault Fault { get; } = fault;

    public bool Strikes()
    {
        lock (_lock)
        {
            _due += Fault.Share;
            // A tenth, ten times, is a little less than one.
            if (_due < 1 - 1e-9)
            {
                return false;
            }

            _due -= 1;
            return true;
        }
    }
}
