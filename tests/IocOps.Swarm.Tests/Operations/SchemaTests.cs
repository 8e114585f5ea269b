using System.Text.Json;
using IocOps.Core;
using IocOps.Core.Import;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Core.Planning.History;
using IocOps.Core.Reviews;
using IocOps.Swarm.Audit;
using IocOps.Swarm.Backup;
using IocOps.Swarm.Consoles;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Tests.Backup;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Views;
using NJsonSchema;

namespace IocOps.Swarm.Tests.Operations;

/// <summary>The schemas in docs/schemas say what the targets print, no more and no less.</summary>
public sealed class SchemaTests
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly DigestRow Running = new("a", DigestState.Running, FolderState.Ready, "s_srv-a", 1, 1, Noon, ["n1"], "i:1", "healthy", "");
    private static readonly DigestRow Gone = new("b", DigestState.Orphan, null, null, 0, 0, null, [], null, null, "why");

    [Fact]
    public Task The_digest() => FitsAsync("digest", DigestView.Json([Running, Gone, .. Enum.GetValues<DigestState>().Select(s => Running with { State = s }), .. Enum.GetValues<ChangeOrigin>().Select(o => Running with { Origin = o })]));

    [Fact]
    public async Task The_lines_of_a_watch()
    {
        using var data = new StringWriter();
        var lines = new WatchLines(new Output(data, TextWriter.Null, false, false), json: true);
        lines.Show(new WatchLook(Noon, [Running], DigestChange.Between([Gone], [Running], Noon), null));
        lines.Show(new WatchLook(Noon, [Running], [], "no engine"));
        lines.Show(new WatchLook(Noon, [Running], [], null));

        foreach (var line in data.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)) await FitsAsync("watch-line", line);
    }

    [Fact]
    public async Task Nodes_services_and_configurations()
    {
        using var swarm = await LookTests.WithIocsAsync("ramper");
        await LookTests.TicksAsync(swarm, 4);
        await FitsAsync("nodes", Printed(o => NodesView.Show(NodeRow.Of([LookTests.Node("n", "down", "manager"), LookTests.Node("m", "ready", "worker")], [], []), false, true, o)));
        var services = await SwarmLook.ServicesAsync(swarm, "dals", new(), default);
        await FitsAsync("services", ServicesView.Json(services, detail: true));
        await FitsAsync("services", ServicesView.Json(services, detail: false));
        var configs = await SwarmLook.ConfigsAsync(swarm, "dals", new(), default);
        await FitsAsync("config", Printed(o => ConfigView.Show(configs, true, o)));
        var line = new FleetLine(services[0], services[0].Tasks[0], new TimedLine("2026-01-01T12:00:00.000000000Z", "text"));
        await FitsAsync("log-line", Printed(o => new LogView(o, false, true).Show(line)));
    }

    [Fact]
    public async Task A_history()
    {
        using var swarm = await LookTests.WithIocsAsync("ramper");
        var service = (await SwarmLook.ServicesAsync(swarm, "dals", new(), default))[0];
        string[] actions = ["create", "update", "recreate", "rollback", "other"];
        var rows = actions.Select(a => new HistoryRow(service, new DeploymentRecord(Noon, a, "0123456789ab") { By = "me@here", Commit = "abc+" }, true, false)).ToList();
        rows.Add(new HistoryRow(service with { Ioc = null }, new DeploymentRecord(null, "other", "0123456789ab"), false, true));
        await FitsAsync("history", Printed(o => HistoryView.Show(rows, true, o)));
    }

    [Fact]
    public async Task Tokens_commands_and_PVs()
    {
        await FitsAsync("tokens", Printed(o => TokensView.Show([new JoinInvitation(JoinRole.Worker, "SWMTKN-1-x", ["10.0.0.1:2377"])], true, o)));
        var row = new ServiceRow { Id = "i", Name = "s_srv-a", State = "running", Mode = "replicated", Ioc = "a" };
        var place = new IocPlace(row, new TaskRow { Id = "t", State = "running", Desired = "running", Container = "c" }, new NodeRow { Id = "n", Name = "n", Role = "worker", State = "ready", Availability = "active" });
        await FitsAsync("exec", ExecView.Json([(place, new ExecResult(7, ["x"], ["y"]))]));
        var (known, lost) = (new PvValue("p", "1", null, "a", "n"), new PvValue("p", null, "why", "a", "n"));
        await FitsAsync("pvs", ExecView.Json([known, lost]));
        await FitsAsync("put", ExecView.Json(known, known));
    }

    [Fact]
    public async Task A_plan()
    {
        FieldDifference[] differences =
        [
            new("image", "a", null) { Origin = ChangeOrigin.Swarm }, new("configs[x]", "a", "b") { Summary = "1 line differs", Lines = ["- a", "+ b"], Origin = ChangeOrigin.Folder },
            new("user", null, "me") { Origin = ChangeOrigin.Both }, new("tty", null, "true"),
        ];
        var changes = Enum.GetValues<ChangeKind>().Select(k => Specs.Change(k, $"{k}") with { Differences = differences })
            .Concat(Enum.GetValues<Deed>().Select(d => Specs.Change(ChangeKind.Update, $"{d}") with { Deed = d, Id = "id" }));
        var plan = Specs.Plan([.. changes]) with { NewConfigs = [Specs.Data("c")], Orphans = ["o"], Canaries = ["Update"], Problems = [new("f", 1, 2, "PLN001", "why")] };
        await FitsAsync("plan", PlanJson.Write(plan));
        using var json = JsonDocument.Parse(PlanJson.Write(plan));
        foreach (var change in json.RootElement.GetProperty("changes").EnumerateArray()) await NamesFitAsync("plan", change, s => s.ActualProperties["changes"].Item!);
        foreach (var difference in json.RootElement.GetProperty("changes")[0].GetProperty("differences").EnumerateArray())
            await NamesFitAsync("plan", difference, s => s.ActualProperties["changes"].Item!.ActualProperties["differences"].Item!);
    }

    [Fact]
    public async Task A_review()
    {
        var service = Specs.Change(ChangeKind.Update, "s") with { Differences = [new("image", "a:1", "a:2")] };
        var file = new FileChange("iocs/a/src/x.db", Fate.New) { Added = 1 };
        var change = new OwnerChange(new Owner(OwnerKind.Ioc, "a"), Fate.Renamed, Effect.Restarts) { Formerly = "b", Services = [service], Files = [file], Pvs = [new("P", Fate.Changed, "ai", ["HIHI"])] };
        var problem = new Problem("f", 1, 2, "X", "why");
        var review = new Review
        {
            Base = new("main", "a"),
            Head = new("the workspace", "b"),
            Stack = "s",
            Common = [file],
            Errors = [problem],
            BaseErrors = [problem],
            NewFindings = [problem],
            GoneFindings = [problem],
            Stale = ["a"],
            Owners = [.. Enum.GetValues<Effect>().Select(e => change with { Effect = e }), .. Enum.GetValues<Fate>().Select(f => change with { Fate = f })],
            Live = Specs.Plan(service),
        };
        await FitsAsync("review", ReviewJson.Write(review));
        await FitsAsync("review", ReviewJson.Write(review with { Live = null, LiveTrouble = "no engine", FormerStack = "t" }));
        using var json = JsonDocument.Parse(ReviewJson.Write(review));
        var first = json.RootElement.GetProperty("changes")[0];
        await NamesFitAsync("review", first, s => s.ActualProperties["changes"].Item!);
        foreach (var part in new[] { "images", "services", "pvs", "files" }) await NamesFitAsync("review", first.GetProperty(part)[0], s => s.ActualProperties["changes"].Item!.ActualProperties[part].Item!);
    }

    [Fact]
    public Task An_import()
    {
        ImportNote[] notes = [.. Enum.GetValues<ImportKind>().Select(k => new ImportNote("a/ioc.ini", 1, k, "why"))];
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["ioc.yaml"] = default };
        return FitsAsync("import", Printed(o => ImportView.Show([new ImportedIoc("a", "a", files, notes[..3]), new ImportedIoc("b", null, files, notes)], true, o)));
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Backups_and_their_rehearsals()
    {
        using var backup = new SmallBackup();
        var file = backup.Write();
        await FitsAsync("backup", Printed(o => BackupView.Show(file, ArchiveFile.Verify(file, null), true, o)));
        await FitsAsync("rehearsal", Printed(o => BackupView.Show(new RehearsalResult(file, SmallBackup.Manifest, "28.2", ["service a is missing"]), true, o)));
    }

    [Fact]
    public async Task What_was_changed_and_what_is_wrong()
    {
        var findings = Enum.GetValues<FindingSeverity>().Select(s => new Finding("code", s, "what", "advice")).ToList();
        await FitsAsync("check-swarm", Printed(o => SwarmCheckView.Show(findings, true, o)));
        using var folder = new TemporaryFolder();
        var line = new AuditLine(Noon, "DrainNode", "n2: drain") { User = "u", Host = "h", Process = 7 };
        folder.With("audit.jsonl", $"{line}\n{line with { SudoUser = "s", Engine = "unix:///x", Failure = "why" }}\n");
        await FitsAsync("audit", Printed(o => AuditView.Show(new AuditFile(folder["audit.jsonl"]), new LogQuery(false, 0, null, null), true, o)));
    }

    private static string Printed(Action<Output> show)
    {
        using var data = new StringWriter();
        show(new Output(data, TextWriter.Null, false, false));
        return data.ToString();
    }

    private static async Task NamesFitAsync(string name, JsonElement element, Func<JsonSchema, JsonSchema> part)
    {
        var schema = part(await JsonSchema.FromFileAsync(Path.Combine(Product.Repository, "docs", "schemas", $"{name}.json")));
        Assert.Empty(element.EnumerateObject().Select(p => p.Name).Except(schema.ActualProperties.Keys));
    }

    private static async Task FitsAsync(string name, string json)
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Product.Repository, "docs", "schemas", $"{name}.json"));
        Assert.Empty(schema.Validate(json).Select(e => $"{name}: {e}"));
        // Fields may be added later, and then they are documented.
        var one = schema.Item ?? schema;
        using var parsed = JsonDocument.Parse(json);
        IEnumerable<JsonElement> objects = parsed.RootElement.ValueKind == JsonValueKind.Array ? parsed.RootElement.EnumerateArray() : [parsed.RootElement];
        Assert.Empty(objects.SelectMany(o => o.EnumerateObject()).Select(p => p.Name).Except(one.ActualProperties.Keys));
    }
}
