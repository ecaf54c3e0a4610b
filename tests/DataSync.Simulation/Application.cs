using DataSync.Simulation.Objects;

namespace DataSync.Simulation;

/// <summary>The application: writes items as it likes, knowing nothing of the service.</summary>
internal sealed class Application(World world)
{
    private readonly ObjectApplication _objects = new(world);

    public int WritesLeft { get; private set; } = world.Scenario.Writes;

    public long NextWriteMs { get; private set; } = SimulatedTime.StartMs;

    public void Write()
    {
        WritesLeft--;
        var scenario = world.Scenario;
        NextWriteMs = scenario.WriteGapMs == 0 ? 0 : world.NowMs + world.Random.Next(2 * scenario.WriteGapMs);
        var region = world.Regions[world.Random.Next(scenario.Writers == 0 ? scenario.Regions : scenario.Writers)];
        var key = world.Random.Next(scenario.Items);
        if (scenario.IsObjects)
        {
            _objects.WriteOne(region, key);
            return;
        }

        var before = region.Cells[key].Item;
        WriteOne(region, key);
        if (world.Random.Chance(.5))
        {
            region.Cells[key].Held = before;
        }
    }

    private void WriteOne(Region region, int key)
    {
        var dice = world.Random.Next(1000) / 1000.0;
        var value = world.Scenario.IsDistinct ? world.Random.Next(1_000_000_000) : world.Random.Next(3);
        var cell = region.Cells[key];
        if (cell.Item is { } item && dice < .65)
        {
            var name = dice < .55 ? "x" : "y" + world.Random.Next(3);
            var updated = dice < .15 ? null : Attributes.With(item.Content, name, value, item.Stamp); // an UpdateItem keeps the stamp
            region.Write(key, updated, isByService: false);
        }
        else if (dice < world.Scenario.Stale && cell.Held is { } held)
        {
            var isUnchanged = world.Random.Chance(world.Scenario.Restores);
            world.Count(Fault.OldCopyPutBack);
            region.Write(key, isUnchanged ? held : Attributes.With(held.Content, "x", value, held.Stamp), isByService: false);
        }
        else
        {
            region.Write(key, Attributes.Single(key, "x", value, stamp: null), isByService: false); // a PutItem drops it
        }
    }
}
