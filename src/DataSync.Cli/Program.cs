using System.CommandLine;
using DataSync.Cli.Completion;
using DataSync.Cli.Cost;
using DataSync.Cli.Drill;
using DataSync.Cli.Failover;
using DataSync.Cli.Flow;
using DataSync.Cli.Letters;
using DataSync.Cli.Local;
using DataSync.Cli.Restore;
using DataSync.Cli.Status;
using DataSync.Cli.Trace;
using DataSync.Cli.WebConsole;

var root = new RootCommand("datasync: keeps DynamoDB tables and S3 buckets the same in several AWS regions. This is the operator's tool.")
{
    LocalCommand.Create(),
    StatusCommand.Create(),
    DlqCommand.Create(),
    TraceCommand.Create(),
    PauseCommand.Create(),
    ResumeCommand.Create(),
    DrainCommand.Create(),
    ServingCommand.Create(),
    FailoverCommand.Create(),
    DrillCommand.Create(),
    ConsoleCommand.Create(),
    RestoreCommand.Create(),
    CostCommand.Create(),
    CompletionCommand.Create(),
};
// Ctrl-C ends a command in good order: letters that are in hand are given back, processes are ended.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
