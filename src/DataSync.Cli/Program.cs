using System.CommandLine;
using DataSync.Cli.Local;

var root = new RootCommand("datasync: keeps DynamoDB tables the same in several AWS regions. This is the operator's tool.")
{
    LocalCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
