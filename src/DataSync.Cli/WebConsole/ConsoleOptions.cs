namespace DataSync.Cli.WebConsole;

/// <summary>How the console runs.</summary>
internal sealed record ConsoleOptions
{
    /// <summary>The longest that the page's plots look back, and what the server keeps.</summary>
    public static readonly TimeSpan HistoryLength = TimeSpan.FromMinutes(30);

    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The clock of polls and history.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How often the source is asked while a page is open.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often it is asked while none is, for the plots of a page that opens late. Each time costs a deployment a few requests.</summary>
    public TimeSpan IdleInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least time between two points of a plot: 30 minutes of them must stay a small message.</summary>
    public TimeSpan SampleInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection that says nothing for so long gets a sign of life.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A poll that takes longer is given up.</summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
