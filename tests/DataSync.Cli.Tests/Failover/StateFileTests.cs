using DataSync.Cli.Deployments;
using DataSync.Cli.Failover;
using static DataSync.Cli.Tests.Failover.FakeSite;

namespace DataSync.Cli.Tests.Failover;

public sealed class StateFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("failover-");
    private readonly StateFile _file;

    public StateFileTests() => _file = new StateFile(Path.Combine(_folder.FullName, "failover.json"));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_was_saved_is_loaded_again()
    {
        var state = _file.Load(new FailoverRequest(Old, New), Now) with { FencedAt = Now, LastWriteAt = Now, Done = [new FinishedStep("fence", Now, ["it is out"])] };

        _file.Save(state);
        var loaded = _file.Load(new FailoverRequest(Old, New), Now.AddHours(1));

        Assert.Equal((Now, Now, Now), (loaded.StartedAt, loaded.FencedAt, loaded.LastWriteAt));
        Assert.True(loaded.IsDone("fence"));
        Assert.Equal(["it is out"], loaded.Done[0].Found);
        Assert.Single(_folder.GetFiles());
    }

    [Theory]
    [InlineData(New, Old, false, "is of a failover from us-east-1 to eu-west-1")]
    [InlineData(Old, New, true, "was begun without --unplanned")]
    public void A_file_of_another_failover_is_not_gone_on_with(string from, string to, bool isUnplanned, string why)
    {
        _file.Save(_file.Load(new FailoverRequest(Old, New), Now));

        var e = Assert.Throws<OperatorException>(() => _file.Load(new FailoverRequest(from, to) { IsUnplanned = isUnplanned }, Now));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json", "is no state of a failover")]
    [InlineData("{}", "is no state of a failover")]
    [InlineData("""{"version":2,"from":"us-east-1","to":"eu-west-1"}""", "has format 2")]
    public void A_file_that_cannot_be_read_is_named(string text, string why)
    {
        File.WriteAllText(_file.Path, text);

        var e = Assert.Throws<OperatorException>(() => _file.Load(new FailoverRequest(Old, New), Now));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failover_that_is_over_is_put_aside_so_that_the_next_begins_anew()
    {
        _file.Save(_file.Load(new FailoverRequest(Old, New), Now) with { FencedAt = Now });

        var name = _file.Finish(Now);

        Assert.EndsWith("failover.20261124T100000Z.json", name, StringComparison.Ordinal);
        Assert.True(File.Exists(name));
        Assert.Null(_file.Load(new FailoverRequest(Old, New), Now).FencedAt);
    }
}
