using DataSync.Cli.Status;
using DataSync.Cli.WebConsole;

namespace DataSync.Cli.Tests.WebConsole;

/// <summary>The page in a real browser, over a source written by hand.</summary>
[Collection("browser")]
public sealed class PageTests(Browser browser)
{
    private static readonly ConsoleOptions Fast = new() { PollInterval = TimeSpan.FromMilliseconds(200), SampleInterval = TimeSpan.FromSeconds(1) };

    [SkippableFact]
    public async Task Shows_state_regions_plots_and_lists_without_a_complaint_of_the_browser()
    {
        await using var console = await OpenAsync(new InMemorySource { Status = Samples.Healthy() });

        await browser.SeeAsync("#state-text:has-text('All 3 regions well')");
        await browser.SeeAsync("#map text:has-text('ap-southeast-1')");
        await browser.SeeAsync("#lag-plot canvas");
        await browser.SeeAsync("#letters-empty:has-text('There are no dead letters.')");
        await browser.SeeAsync("#conflicts-empty:has-text('There are no conflicts.')");
        await browser.SeeAsync("#connection[data-state=live]");
        Assert.Equal("a test", await browser.TextAsync("#name"));
        Assert.Empty(await browser.ComplaintsAsync());
    }

    [SkippableFact]
    public async Task Takes_the_token_out_of_the_address_and_keeps_it_for_a_reload()
    {
        await using var console = await OpenAsync();
        await browser.SeeAsync("#connection[data-state=live]");

        Assert.Equal(console.Server.Address.ToString(), await browser.EvaluateAsync<string>("location.href"));
        await browser.EvaluateAsync<string?>("location.reload()");

        await browser.SeeAsync("#connection[data-state=live]");
    }

    [SkippableFact]
    public async Task Explains_how_to_open_it_when_the_token_is_missing_or_old()
    {
        await using var console = await RunningConsole.StartAsync();

        await browser.OpenAsync(console.Server.Address);
        await browser.SeeAsync("#locked:has-text('needs its key')");
        await browser.OpenAsync(new Uri(console.Server.Address, "#token=old"));

        await browser.SeeAsync("#locked:has-text('needs its key')");
        Assert.Equal("none", await browser.EvaluateAsync<string>("getComputedStyle(document.getElementById('content')).display"));
    }

    [SkippableFact]
    public async Task A_change_of_the_status_is_seen_without_a_reload_and_leaves_the_focus_alone()
    {
        await using var console = await OpenAsync();
        await browser.SeeAsync("#state-text:has-text('All 3 regions well')");
        await browser.ClickAsync("#filters [name=key]");

        console.Source.Status = Samples.Troubled();

        await browser.SeeAsync("#state-text:has-text('3 things need attention: 2 critical, 1 warning, 1 notice')");
        await browser.SeeAsync("#findings li.critical:has-text('does not answer')");
        await browser.SeeAsync("#map .region.critical:has-text('does not answer')");
        await browser.SeeAsync("#map .label:has-text('us-east-1 to eu-west-1: ‖ paused')");
        await browser.SeeAsync("#letters-count:has-text('7')");
        Assert.Equal("key", await browser.EvaluateAsync<string>("document.activeElement.name"));
        Assert.Contains("3 things need attention", await browser.EvaluateAsync<string>("document.getElementById('announce').textContent"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Figures_that_move_are_not_read_out_and_keep_the_focus_of_a_finding()
    {
        await using var console = await OpenAsync(new InMemorySource { Status = Samples.WithLetters(1) });
        await browser.SeeAsync("#findings li:has-text('1 dead letters')");
        await browser.EvaluateAsync<string?>("document.querySelector('#findings button').focus(); window.said = 0; new MutationObserver(() => window.said++).observe(document.getElementById('announce'), { childList: true, characterData: true, subtree: true }); null");

        console.Source.Status = Samples.WithLetters(2);

        await browser.SeeAsync("#findings li:has-text('2 dead letters')");
        Assert.Equal(0, await browser.EvaluateAsync<int>("window.said"));
        Assert.True(await browser.EvaluateAsync<bool>("document.activeElement === document.querySelector('#findings button')"));
    }

    [SkippableFact]
    public async Task A_finding_opens_its_section_of_the_operations_guide()
    {
        await using var console = await OpenAsync(new InMemorySource { Status = Samples.Troubled() });

        await browser.ClickAsync("#findings button:has-text('changes dead letters')");

        await browser.SeeAsync("#guide-dialog[open] #guide-title:has-text('Changes dead letters')");
        Assert.True((await browser.TextAsync("#guide-body")).Length > 200);
    }

    [SkippableFact]
    public async Task Filters_narrow_the_list_and_reach_the_source()
    {
        var source = new InMemorySource();
        source.Add(Enumerable.Range(0, 6).Select(i => Samples.Letter(i)).Append(Samples.Letter(9, "us-east-1", "UnknownFormat", "parked")));
        await using var console = await OpenAsync(source);
        await RowsAsync(7);

        await browser.SelectAsync("#filters [name=reason]", "UnknownFormat");
        await RowsAsync(1);
        await browser.SelectAsync("#filters [name=reason]", "");
        await browser.FillAsync("#filters [name=key]", "{\"pk\":{\"S\":\"order#3");
        await browser.PressAsync("Enter");

        await RowsAsync(1);
        Assert.Equal("{\"pk\":{\"S\":\"order#3", source.LastQuery!.KeyPrefix);
        await browser.FillAsync("#filters [name=key]", "nothing has this");
        await browser.ClickAsync("#apply");
        await browser.SeeAsync("#letters-empty:has-text('No dead letter matches.')");
    }

    [SkippableFact]
    public async Task A_letter_is_viewed_and_replayed_and_leaves_the_list()
    {
        var source = new InMemorySource();
        source.Add(Samples.Letter(1), Samples.Letter(2));
        await using var console = await OpenAsync(source);

        await browser.ClickAsync("#letters-table tr[data-id='eu-west-1/changes/m-0002'] button");
        await browser.SeeAsync("#letter-body:has-text('\"format\": 1')");
        await browser.ClickAsync("#letter-replay");

        await browser.SeeAsync("#action-text:has-text('Replayed 1.')");
        await RowsAsync(1);
        Assert.Equal("eu-west-1/changes/m-0002", Assert.Single(source.Replayed).Id);
    }

    [SkippableFact]
    public async Task Discarding_asks_and_no_is_the_answer_of_the_enter_key()
    {
        var source = new InMemorySource();
        source.Add(Samples.Letter(1), Samples.Letter(2));
        await using var console = await OpenAsync(source);
        await RowsAsync(2);

        await browser.ClickAsync("#select-all");
        await browser.ClickAsync("#discard-selected:has-text('Discard 2 letters')");
        await browser.SeeAsync("#ask-dialog[open]:has-text('archived')");
        await browser.PressAsync("Enter");
        await browser.UntilAsync("!document.getElementById('ask-dialog').open");
        Assert.Empty(source.Discarded);
        await browser.ClickAsync("#discard-selected");
        await browser.ClickAsync("#ask-yes");

        await browser.SeeAsync("#action-text:has-text('Discarded 2.')");
        Assert.Equal(2, source.Discarded.Count);
    }

    [SkippableFact]
    public async Task Replaying_all_that_match_shows_how_far_it_is_and_can_be_stopped()
    {
        var reached = new TaskCompletionSource();
        var letters = 0;
        var source = new InMemorySource { BeforeEach = token => ++letters <= 3 ? Task.CompletedTask : Task.WhenAny(reached.Task, Task.Delay(Timeout.Infinite, token)).Unwrap() };
        source.Add(Enumerable.Range(0, 300).Select(i => Samples.Letter(i)));
        await using var console = await OpenAsync(source);
        await browser.SeeAsync("#letters-note:has-text('200 shown, there are more')");

        await browser.ClickAsync("#replay-matching");
        await browser.ClickAsync("#ask-yes");
        await browser.SeeAsync("#action-text:has-text('Replaying')");
        await browser.ClickAsync("#action-stop");

        await browser.SeeAsync("#action-text:has-text('Stopped. Replayed 3 of 300; the rest is where it was.')");
        Assert.Equal(297, source.Letters.Count);
    }

    [SkippableFact]
    public async Task Markup_in_a_key_is_shown_as_text_and_never_run()
    {
        const string Markup = "<img src=x onerror=\"window.struck = true\">";
        var source = new InMemorySource { Status = Samples.Healthy() with { Findings = [new(Severity.Warning, "us-east-1", Markup, "parked-age")] } };
        source.Add(Samples.Letter(1, key: Markup) with { Entity = Markup, Detail = Markup, Body = Markup, Version = Markup });
        source.Conflicts.Add(Samples.Conflict(1) with { Name = Markup, KeptAt = Markup });
        await using var console = await OpenAsync(source);

        await browser.ClickAsync("#letters-table tbody button");
        await browser.SeeAsync($"#letter-body:has-text('<img src=x')");

        Assert.Equal(Markup, await browser.TextAsync("#letters-table .key"));
        Assert.Equal(Markup, await browser.TextAsync("#conflicts-table .key"));
        Assert.Equal(Markup, await browser.TextAsync("#findings .what"));
        Assert.Equal(0, await browser.EvaluateAsync<int>("document.images.length"));
        Assert.False(await browser.EvaluateAsync<bool>("window.struck === true"));
    }

    [SkippableFact]
    public async Task A_region_is_cut_off_and_healed_with_the_keyboard_alone()
    {
        await using var console = await OpenAsync();
        await browser.SeeAsync("#fault-list fieldset");
        await browser.EvaluateAsync<string?>("document.querySelector('#fault-list fieldset:nth-child(2) [data-kind=cut]').focus(); null");

        await browser.PressAsync("Enter");
        await browser.SeeAsync("#map .region.critical:has-text('cut off')");
        await browser.SeeAsync("#map .label:has-text('cut')");
        Assert.Equal("eu-west-1", Assert.Single(console.Source.FaultPanel!.Active).Region);
        await browser.EvaluateAsync<string?>("document.querySelector('#fault-list fieldset:nth-child(2) .heal').focus(); null");
        await browser.PressAsync("Space");

        await browser.UntilAsync("!document.querySelector('#map .region.critical')");
        Assert.Empty(console.Source.FaultPanel.Active);
        Assert.True(await browser.EvaluateAsync<bool>("document.activeElement.classList.contains('heal')"));
    }

    [SkippableFact]
    public async Task A_function_is_killed_and_it_is_said_when_none_runs()
    {
        await using var console = await OpenAsync();
        await browser.SeeAsync("#fault-list fieldset");

        await browser.SelectAsync("#fault-list fieldset:first-child select", "ApplyFunction");
        await browser.ClickAsync("#fault-list fieldset:first-child .danger");
        await browser.SeeAsync("#fault-list .said:has-text('Killed a process of ApplyFunction in us-east-1.')");
        await browser.SelectAsync("#fault-list fieldset:first-child select", "ForwardFunction");
        await browser.ClickAsync("#fault-list fieldset:first-child .danger");

        await browser.SeeAsync("#fault-list .said:has-text('No process of ForwardFunction runs')");
    }

    [SkippableFact]
    public async Task There_is_no_fault_panel_where_there_is_nothing_to_break()
    {
        await using var console = await OpenAsync(new InMemorySource { FaultPanel = null });

        await browser.SeeAsync("#map svg");

        Assert.False(await browser.EvaluateAsync<bool>("document.getElementById('faults').checkVisibility()"));
    }

    [SkippableFact]
    public async Task A_source_that_fails_is_told_beside_the_age_of_what_is_shown()
    {
        await using var console = await OpenAsync();
        await browser.SeeAsync("#state-text:has-text('All 3 regions well')");

        console.Source.Failure = new InvalidOperationException("The credentials have expired.");
        await browser.SeeAsync("#banner:has-text('The credentials have expired. What you see is from')");
        console.Source.Failure = null;

        await browser.UntilAsync("document.getElementById('banner').hidden");
    }

    [SkippableFact]
    public async Task A_console_that_has_ended_is_not_taken_for_one_where_nothing_happens()
    {
        await using var console = await OpenAsync();
        await browser.SeeAsync("#connection[data-state=live]");

        await console.Server.DisposeAsync();

        await browser.SeeAsync("#banner:has-text('No connection to the console.')");
        await browser.SeeAsync("#connection[data-state=lost]");
    }

    private async Task<RunningConsole> OpenAsync(InMemorySource? source = null)
    {
        Skip.If(Browser.Missing is not null, "Skipped: " + Browser.Missing);
        var console = await RunningConsole.StartAsync(source, Fast);
        await browser.OpenAsync(console.Server.Url);
        return console;
    }

    private Task RowsAsync(int count) => browser.UntilAsync($"document.querySelectorAll('#letters-table tbody tr').length === {count}");
}
