// Each test uses all processors by itself.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
