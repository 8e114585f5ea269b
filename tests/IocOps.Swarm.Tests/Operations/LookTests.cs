using System.Text.Json;
using Docker.DotNet.Models;
using IocOps.Core.Operations;
using IocOps.Core.Planning;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Tests.Operations;

public sealed class LookTests
{
    private static readonly Selection All = new();

    [Fact]
    public async Task A_node_shows_the_iocs_that_run_on_it()
    {
        using var swarm = await WithIocsAsync("ramper", "gauge");
        await swarm.CreateServiceAsync(Service("dals_srv-log", "global/_global").Spec!, default);
        await TicksAsync(swarm, 4);

        var node = Assert.Single(await SwarmLook.NodesAsync(swarm, All, default));

        Assert.Equal(("node1", "ready"), (node.Name, node.State));
        Assert.Equal(["gauge", "ramper"], node.Iocs);
    }

    [Fact]
    public void A_down_manager_is_a_row_with_its_reason_and_no_ioc_of_it_is_counted_twice()
    {
        var nodes = NodeRow.Of([Node("b", "down", "manager"), Node("a", "ready", "worker")], [Service("dals_srv-x", "ioc/x")], [Task("dals_srv-x", "b"), Task("dals_srv-x", "b")]);

        Assert.Equal(["a", "b"], nodes.Select(n => n.Name));
        Assert.Equal(["x"], nodes[1].Iocs);
        Assert.Equal(("unreachable", "10.0.0.7"), (nodes[1].Reachability, nodes[1].Address));
        Assert.False(nodes[1].IsReachableManager);
    }

    [Fact]
    public async Task Services_of_other_stacks_are_not_shown()
    {
        using var swarm = await WithIocsAsync("ramper");
        await swarm.CreateServiceAsync(Specs.Service("somebody_elses"), default);

        Assert.Equal(["dals_srv-ramper"], (await SwarmLook.ServicesAsync(swarm, "dals", All, default)).Select(s => s.Name));
    }

    [Fact]
    public async Task A_failed_service_keeps_the_errors_of_its_past_tasks_newest_first()
    {
        using var swarm = await WithIocsAsync("ramper");
        swarm.Fate = _ => FakeSwarm.Fates.Fails;
        await TicksAsync(swarm, 8);

        var service = Assert.Single(await SwarmLook.ServicesAsync(swarm, "dals", All, default));

        Assert.Equal("failed", service.State);
        Assert.True(service.Tasks.Count(t => t.Error == "task: non-zero exit (1)") >= 2);
        Assert.True(service.Tasks.Where(t => t.HasEnded).All(t => t.State == "failed"));
    }

    [Fact]
    public async Task Patterns_choose_by_ioc_or_service_name_and_by_state()
    {
        using var swarm = await WithIocsAsync("li-a", "li-b", "bo-a");
        await TicksAsync(swarm, 4);

        Assert.Equal(["dals_srv-li-a", "dals_srv-li-b"], await NamesAsync(swarm, new(["li-*"])));
        Assert.Equal(["dals_srv-bo-a"], await NamesAsync(swarm, new(["dals_srv-bo-?"])));
        Assert.Empty(await NamesAsync(swarm, new(States: ["failed"])));
        Assert.Equal(3, (await NamesAsync(swarm, new(Nodes: ["node*"], States: ["Running"]))).Count);
        Assert.Equal(3, (await NamesAsync(swarm, new(Nodes: ["n1"]))).Count);
    }

    [Fact]
    public async Task A_name_that_fits_nothing_is_an_error_with_the_nearest_one()
    {
        using var swarm = await WithIocsAsync("ramper");

        var unknown = await Assert.ThrowsAsync<SelectionException>(() => NamesAsync(swarm, new(["rampr"])));
        var state = await Assert.ThrowsAsync<SelectionException>(() => NamesAsync(swarm, new(States: ["runing"])));
        var node = await Assert.ThrowsAsync<SelectionException>(() => SwarmLook.NodesAsync(swarm, new(Nodes: ["nod1"]), default));

        Assert.Contains("ramper", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("running", state.Message, StringComparison.Ordinal);
        var ofService = await Assert.ThrowsAsync<SelectionException>(() => NamesAsync(swarm, new(Nodes: ["nod1"])));

        Assert.All([node, ofService], e => Assert.Contains("node1", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_is_not_chosen_by_a_node_that_it_left_when_that_died()
    {
        using var swarm = await WithIocsAsync("ramper", "gone");
        swarm.Nodes = () => [Node("n1", "ready", "manager"), Node("n3", "down", "worker")];
        await TicksAsync(swarm, 4);
        var tasks = await swarm.ListTasksAsync(default);
        (tasks[1].ServiceID, tasks[1].NodeID, tasks[1].DesiredState) = (tasks[0].ServiceID, "n3", TaskState.Shutdown);

        Assert.Empty(await NamesAsync(swarm, new(Nodes: ["n3"])));
        Assert.Equal(["dals_srv-ramper"], await NamesAsync(swarm, new(Nodes: ["n1"])));
    }

    [Fact]
    public async Task An_empty_list_is_refused_and_no_answer()
    {
        using var swarm = await WithIocsAsync("ramper");

        foreach (var (empty, what) in new[] { (new Selection(Names: []), "IOCs"), (new(Nodes: []), "nodes"), (new(States: []), "states") })
            Assert.Contains($"The list of {what} is empty", (await Assert.ThrowsAsync<SelectionException>(() => NamesAsync(swarm, empty))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SelectionException>(() => SwarmLook.NodesAsync(swarm, new(Nodes: []), default));
        Assert.Throws<SelectionException>(() => new Selection(Names: []).Of(Array.Empty<DigestRow>(), []));
        Assert.Contains("--until", Assert.Throws<SelectionException>(() => Selection.RequireDigestStates([])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configuration_is_shown_in_the_words_of_a_stack_file()
    {
        using var swarm = await WithIocsAsync("ramper");

        var config = Assert.Single(await SwarmLook.ConfigsAsync(swarm, "dals", All, default));

        Assert.Equal("ioc:1", config.Fields["image"]);
        Assert.Equal(config.Fields.Keys.Order(StringComparer.Ordinal), config.Fields.Keys);
    }

    [Fact]
    public async Task The_configuration_is_shown_without_secrets()
    {
        using var swarm = new FakeSwarm(TimeProvider.System);
        var service = Specs.Service("dals_srv-a");
        service.Labels["com.docker.stack.namespace"] = "dals";
        service.TaskTemplate!.ContainerSpec!.Env = ["DB_PASSWORD=hunter2", "A=1"];
        service.TaskTemplate.ContainerSpec.Mounts =
        [
            new() { Type = "volume", Source = "v", Target = "/v", VolumeOptions = new() { DriverConfig = new() { Name = "local", Options = new Dictionary<string, string> { ["o"] = "username=u,password=hunter2,vers=3" } } } },
        ];
        await swarm.CreateServiceAsync(service, default);

        var fields = Assert.Single(await SwarmLook.ConfigsAsync(swarm, "dals", All, default)).Fields;

        Assert.Equal(("(hidden)", "1"), (fields["environment[DB_PASSWORD]"], fields["environment[A]"]));
        Assert.Equal("volume v driver=local option:o=username=u,password=(hidden),vers=3", fields["volumes[/v]"]);
    }

    [Fact]
    public async Task Json_has_tasks_with_detail_only_and_the_documented_names()
    {
        using var swarm = await WithIocsAsync("ramper");
        await TicksAsync(swarm, 4);
        var rows = await SwarmLook.ServicesAsync(swarm, "dals", All, default);

        var brief = JsonDocument.Parse(ServicesView.Json(rows, detail: false)).RootElement[0];
        var full = JsonDocument.Parse(ServicesView.Json(rows, detail: true)).RootElement[0];

        Assert.False(brief.TryGetProperty("tasks", out _));
        Assert.Equal(
            ["service", "id", "ioc", "owner", "state", "detail", "running", "wanted", "mode", "image", "health", "nodes", "created", "changed", "updateState", "updateMessage", "constraints", "tasks"],
            full.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["id", "node", "nodeReady", "state", "wanted", "since", "error", "exitCode", "container"],
            full.GetProperty("tasks")[0].EnumerateObject().Select(p => p.Name));
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(FakeSwarm swarm, Selection selection) =>
        [.. (await SwarmLook.ServicesAsync(swarm, "dals", selection, default)).Select(s => s.Name)];

    internal static async Task<FakeSwarm> WithIocsAsync(params string[] names)
    {
        var swarm = new FakeSwarm(TimeProvider.System);
        foreach (var name in names) await swarm.CreateServiceAsync(Service($"dals_srv-{name}", $"ioc/{name}").Spec!, default);
        return swarm;
    }

    internal static async Task TicksAsync(FakeSwarm swarm, int count)
    {
        for (var i = 0; i < count; i++) await swarm.ListTasksAsync(default);
    }

    internal static SwarmService Service(string name, string owner)
    {
        var spec = Specs.Service(name);
        spec.Labels!["com.docker.stack.namespace"] = "dals";
        spec.Labels[Owner.Label] = owner;
        return new SwarmService { ID = name, Spec = spec };
    }

    internal static NodeListResponse Node(string name, string state, string role, string availability = "active") => new()
    {
        ID = name,
        Version = new() { Index = 7 },
        Spec = new NodeUpdateParameters { Role = role, Availability = availability, Labels = new Dictionary<string, string>() },
        Description = new NodeDescription { Hostname = name },
        Status = new NodeStatus { State = state, Addr = "0.0.0.0" },
        ManagerStatus = role == "manager" ? new ManagerStatus { Reachability = state == "ready" ? "reachable" : "unreachable", Addr = "10.0.0.7:2377" } : null,
    };

    private static TaskResponse Task(string service, string node) => new()
    {
        ID = $"{service}{node}",
        ServiceID = service,
        NodeID = node,
        DesiredState = TaskState.Running,
        Status = new() { State = TaskState.Running },
    };
}
