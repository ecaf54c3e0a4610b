using DataSync.Simulation;

return CommandLine.Run(args, Console.Out);
