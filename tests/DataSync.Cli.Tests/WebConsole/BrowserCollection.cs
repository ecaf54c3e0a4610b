namespace DataSync.Cli.Tests.WebConsole;

/// <summary>Tests that share one browser, one after the other.</summary>
[CollectionDefinition("browser")]
public sealed class BrowserCollection : ICollectionFixture<Browser>;
