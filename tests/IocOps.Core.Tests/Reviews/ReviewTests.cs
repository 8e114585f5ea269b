using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IocOps.Core.Checks;
using IocOps.Core.Epics;
using IocOps.Core.Planning;
using IocOps.Core.Reviews;
using IocOps.Core.Tests.Planning;

namespace IocOps.Core.Tests.Reviews;

public sealed partial class ReviewTests
{
    private static readonly (ReviewPoint, ReviewPoint) Points = (new("main", "aaaaaaaaaaaa"), new("the workspace", "bbbbbbbbbbbb+"));

    private readonly Fleet _was = new();
    private readonly Fleet _now = new();
    private readonly Dictionary<string, string> _filesWas = [];
    private readonly Dictionary<string, string> _filesNow = [];
    private readonly List<LoadedRecord> _recordsWas = [];
    private readonly List<LoadedRecord> _recordsNow = [];

    [Fact]
    public void A_changed_file_in_the_container_restarts_and_says_which()
    {
        _was.Ioc("a").Ioc("b");
        _now.Ioc("a", stCmd: "dbLoadRecords(\"x.db\")\n").Ioc("b");
        var change = Assert.Single(Compare().Owners);
        Assert.Equal((Fate.Changed, Effect.Restarts, "a"), (change.Fate, change.Effect, change.Owner.Name));
        Assert.Contains("configs[/st.cmd]", ReviewText.Why(change), StringComparison.Ordinal);
        Assert.Equal("1 IOC changes: 1 restarts.", ReviewText.Headline(Compare()));
    }

    [Fact]
    public void A_label_restarts_nothing()
    {
        _was.Ioc("a");
        _now.Ioc("a", "deploy: {labels: {why: because}}");
        Assert.Equal(Effect.Updates, Assert.Single(Compare().Owners).Effect);
    }

    [Fact]
    public void What_does_not_reach_the_service_touches_nothing()
    {
        Both("a");
        (_filesWas["iocs/a/ioc.yaml"], _filesNow["iocs/a/ioc.yaml"]) = ("description: x\n", "description: y\n");
        var change = Assert.Single(Compare().Owners);
        Assert.Equal(Effect.Nothing, change.Effect);
        Assert.Equal("+1 −1", ReviewText.Size(Assert.Single(change.Files)));
    }

    [Fact]
    public void New_gone_and_renamed_folders_are_told_apart()
    {
        foreach (var name in new[] { "gone", "old" }) _was.Ioc(name);
        foreach (var name in new[] { "fresh", "other" }) _now.Ioc(name);
        (_filesWas["iocs/old/src/old.db"], _filesNow["iocs/other/src/other.db"]) = ("one\n", "one\n");
        (_filesWas["iocs/old/src/x.db"], _filesNow["iocs/other/src/x.db"]) = ("same\n", "same\n");
        (_filesWas["iocs/gone/src/y.db"], _filesNow["iocs/fresh/src/z.db"]) = ("a\n", "b\n");
        _recordsWas.Add(Record("old", "P", "ai"));
        _recordsNow.Add(Record("other", "P", "ai"));
        var review = Compare();
        Assert.Equal(
            [("gone", Fate.Gone, Effect.Ends, null), ("fresh", Fate.New, Effect.Begins, null), ("other", Fate.Renamed, Effect.Begins, "old")],
            review.Owners.Select(o => (o.Owner.Name, o.Fate, o.Effect, o.Formerly)));
        // What only came along under the new name is no change.
        var renamed = review.Owners[2];
        Assert.Empty(renamed.Files);
        Assert.Empty(renamed.Pvs);
        Assert.Equal(["s_srv-other", "s_srv-old"], renamed.Services.Select(s => s.Service));
    }

    [Fact]
    public void PVs_are_new_gone_changed_or_have_moved()
    {
        Both("a");
        Both("b");
        _recordsWas.AddRange([Record("a", "SAME", "ai"), Record("a", "TYPE", "ai"), Record("a", "GONE", "ai"), Record("a", "MOVED", "ai"), Record("a", "FIELD", "ai", ("HIHI", "1"))]);
        _recordsNow.AddRange([Record("a", "SAME", "ai"), Record("a", "TYPE", "ao"), Record("b", "NEW", "bo"), Record("b", "MOVED", "ai"), Record("a", "FIELD", "ai", ("HIHI", "2"), ("DESC", "x"))]);
        var pvs = Compare().Pvs.Select(p => $"{p.Owner.Name} {p.Pv.Name} {p.Pv.Fate}: {string.Join("; ", p.Pv.What)}").Order(StringComparer.Ordinal);
        Assert.Equal(["a FIELD Changed: DESC, HIHI", "a GONE Gone: ", "a TYPE Changed: type ai → ao", "b MOVED Changed: moved from a", "b NEW New: "], pvs);
    }

    [Fact]
    public void A_finding_that_only_stands_elsewhere_is_not_new()
    {
        Both("a");
        Problem one = new("iocs/a/src/x.db", 3, 1, "CHK011", "unused macro A") { Severity = Severity.Warning }, two = one with { Message = "unused macro B" };
        var review = Reviewer.Compare(State(_was, _filesWas, []) with { Findings = [one, two] }, State(_now, _filesNow, []) with { Findings = [one with { Line = 9 }, one with { Line = 12 }] }, Points);
        Assert.Equal(12, Assert.Single(review.NewFindings).Line);
        Assert.Equal(two, Assert.Single(review.GoneFindings));
    }

    [Fact]
    public void A_base_with_errors_is_told_and_what_it_can_not_say_is_not_claimed()
    {
        _was.Ioc("b");
        Both("c");
        _now.Ioc("a").Ioc("b");
        _filesWas["iocs/a/ioc.yaml"] = "imge: x\n";
        _filesNow["iocs/a/ioc.yaml"] = "image: x\n";
        _recordsNow.Add(Record("a", "P", "ai"));
        var review = Reviewer.Compare(State(_was, _filesWas, []) with { Errors = [new("iocs/a/ioc.yaml", 1, 1, "IOC002", "there is no key 'imge'")] }, State(_now, _filesNow, _recordsNow), Points);
        var change = Assert.Single(review.Owners);
        Assert.Equal((Effect.Unknown, 0), (change.Effect, change.Pvs.Count));
        Assert.Contains(ReviewText.Warnings(review), w => w.Contains("The base itself has 1 error", StringComparison.Ordinal));
        Assert.Contains("IOC002", ReviewMarkdown.Write(review, "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_not_be_deployed_is_said_first_and_its_PVs_are_not_gone()
    {
        _was.Ioc("a").Ioc("b");
        _now.Ioc("b", stCmd: "x\n");
        _filesNow["iocs/a/ioc.yaml"] = "imge: x\n";
        _recordsWas.Add(Record("a", "P", "ai"));
        var review = Compare();
        Assert.Equal([Effect.Broken, Effect.Restarts], review.Owners.Select(o => o.Effect));
        Assert.Empty(review.Pvs);
    }

    [Fact]
    public void No_secret_is_in_any_form_of_it()
    {
        _was.Ioc("a", "environment: {DB_PASSWORD: oldhunter2, LEVEL: one}");
        _now.File("iocs/a/src/key", "s3cr3tdata\n").Ioc("a", "environment: {DB_PASSWORD: newhunter3, LEVEL: two}\nsecrets: [key]", top: "secrets: {key: {file: ../src/key}}");
        _filesNow["iocs/a/src/key"] = "s3cr3tdata\n";
        _filesNow["iocs/a/src/id.txt"] = "-----BEGIN RSA PRIVATE KEY-----\npemdata\n";
        _filesNow["iocs/a/ioc.yaml"] = """
            environment:
              DB_PASSWORD: newhunter3
              API_TOKEN: |
                blockdata
                moredata
              LIST_SECRET: "first
                 folded"
            commands: connect("newhunter3")
            url: https://me:urlword@example.org
            macros: "A=1,PASSWORD=inmacro,B=2"
            passwords:
              - listed
            after: shown
            """;
        var state = State(_now, _filesNow, []);
        var review = Reviewer.Compare(State(_was, _filesWas, []), state with { Findings = [new("iocs/a/ioc.yaml", 1, 1, "X", "value newhunter3 is odd")] }, Points, (Live(), null));
        foreach (var text in new[] { ReviewMarkdown.Write(review, "x"), ReviewHtml.Write(review), ReviewJson.Write(review) })
        {
            foreach (var secret in new[] { "hunter", "s3cr3t", "pemdata", "blockdata", "moredata", "folded", "urlword", "inmacro", "listed" }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.Contains("(hidden)", text, StringComparison.Ordinal);
        }

        Assert.Contains("after: shown", ReviewHtml.Write(review), StringComparison.Ordinal);
        Assert.Contains("LEVEL", ReviewHtml.Write(review), StringComparison.Ordinal);

        Plan Live() => Planner.Plan(_now.Desired, _was.Observed, PlanScope.Everything());
    }

    [Fact]
    public void Text_of_others_can_neither_draw_nor_call_nor_run()
    {
        const string Evil = "</td><script>alert(1)</script> | ``` ` @everyone #1 \u202E <!-- ]]>";
        Both("a");
        (_filesWas["iocs/a/src/x.db"], _filesNow["iocs/a/src/x.db"]) = ("one\n", $"{Evil}\n```\n");
        _recordsNow.Add(Record("a", Evil, "ai"));
        var review = Reviewer.Compare(State(_was, _filesWas, []), State(_now, _filesNow, _recordsNow) with { Errors = [new($"iocs/{Evil}", 1, 1, "X", Evil)], Stale = [Evil] }, Points, (null, Evil));
        var html = ReviewHtml.Write(review);
        Assert.Single(XDocument.Parse(html).Descendants("script"));
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);

        var markdown = ReviewMarkdown.Write(review, "x");
        Assert.All(markdown.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)), row => Assert.Equal(7, Regex.Count(row, @"(?<!\\)\|")));
        // Outside of code nothing of it is left that a forge would understand.
        var bare = Fence().Replace(markdown, "");
        Assert.DoesNotContain("<script", Span().Replace(bare, ""), StringComparison.Ordinal);
        Assert.DoesNotContain("@everyone", Span().Replace(bare, ""), StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', markdown + html);
    }

    [Fact]
    public void Three_hundred_IOCs_fit_into_a_comment_and_what_does_not_is_told()
    {
        for (var i = 0; i < 300; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"sr-dev{i}");
            _was.Ioc(name);
            _now.Ioc(name, stCmd: "changed\n");
            _filesNow[$"iocs/{name}/src/x.db"] = string.Concat(Enumerable.Range(0, 50).Select(l => string.Create(CultureInfo.InvariantCulture, $"line {l} of {i}\n")));
        }

        var review = Compare();
        var markdown = ReviewMarkdown.Write(review, "review.html");
        Assert.InRange(markdown.Length, 40_000, ReviewMarkdown.Limit);
        Assert.Contains("300 IOCs change: 300 restart.", markdown, StringComparison.Ordinal);
        Assert.Matches("Left out here.*more`. It is in review.html", markdown);
        Assert.Equal(300, Regex.Count(ReviewHtml.Write(review), "<details class=\"o\""));
    }

    [Fact]
    public void A_file_is_set_side_by_side_with_some_lines_around_and_is_cut_where_it_is_long()
    {
        Both("a");
        _filesWas["iocs/a/src/x.db"] = string.Concat(Enumerable.Range(1, 20).Select(i => $"l{i}\n"));
        _filesNow["iocs/a/src/x.db"] = _filesWas["iocs/a/src/x.db"].Replace("l10\n", "changed\nadded\n", StringComparison.Ordinal);
        _filesNow["iocs/a/src/y.db"] = string.Concat(Enumerable.Repeat("x\n", 1000));
        _filesNow["iocs/a/src/z.bin"] = "a\0b";
        var files = Compare().Owners[0].Files.ToDictionary(f => f.Path[^5..]);
        Assert.Equal(
            [(7, 7, true), (8, 8, true), (9, 9, true), (10, 10, false), (0, 11, false), (11, 12, true), (12, 13, true), (13, 14, true)],
            files["/x.db"].Rows.Select(r => (r.OldLine, r.NewLine, r.IsSame)));
        Assert.Equal(6, files["/x.db"].Rows[0].Skipped);
        Assert.Equal((FileChange.MaxRows, 600), (files["/y.db"].Rows.Count, files["/y.db"].Cut));
        Assert.Equal("3 bytes, not text", files["z.bin"].Note);
        Assert.Contains("600 lines more", ReviewHtml.Write(Compare()), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_name_of_the_stack_leaves_everything_running_twice_and_that_is_said()
    {
        Both("a");
        var review = Reviewer.Compare(State(_was, _filesWas, []) with { Stack = "before" }, State(_now, _filesNow, []), Points);
        Assert.Contains(ReviewText.Warnings(review), w => w.Contains("The stack was before and is s now", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_changed_is_a_sentence()
    {
        Both("a");
        Assert.Equal("No IOC and no service changes.", ReviewText.Headline(Compare()));
        Assert.DoesNotContain("| what |", ReviewMarkdown.Write(Compare(), "x"), StringComparison.Ordinal);
        XDocument.Parse(ReviewHtml.Write(Compare()));
    }

    private void Both(string name)
    {
        _was.Ioc(name);
        _now.Ioc(name);
    }

    private Review Compare() => Reviewer.Compare(State(_was, _filesWas, _recordsWas), State(_now, _filesNow, _recordsNow), Points);

    private static FleetState State(Fleet fleet, Dictionary<string, string> files, IReadOnlyList<LoadedRecord> records)
    {
        var names = fleet.Desired.Stacks.Select(s => s.Owner.Name).Concat(files.Keys.Select(f => f.Split('/')[1])).Distinct();
        return new FleetState
        {
            Stack = "s",
            Stacks = fleet.Desired.Stacks,
            Folders = names.ToDictionary(n => $"iocs/{n}", n => new Owner(OwnerKind.Ioc, n)),
            Files = files.ToDictionary(f => f.Key, f => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(f.Value)),
            Records = records,
        };
    }

    private static LoadedRecord Record(string ioc, string name, string type, params (string Name, string Text)[] fields) =>
        new(ioc, name, type, $"iocs/{ioc}/src/x.db", new TextPlace(1, 1)) { Fields = [.. fields.Select(f => new DbValue(f.Name, f.Text, default, default))] };

    [GeneratedRegex("^(`{3,}).*?^\\1$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("(`+)(?!`).*?(?<!`)\\1(?!`)")]
    private static partial Regex Span();
}
