using System.Text;
using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;
using IocOps.Core.Tests.Stacks;

namespace IocOps.Core.Tests.Planning;

/// <summary>A fleet in stack files, and a swarm that it can be "deployed" to as an engine would store it.</summary>
internal sealed class Fleet
{
    private const string HostId = "host-network-id";

    private readonly Dictionary<string, string> _files = [];
    private readonly List<OwnedStack> _stacks = [];
    private ulong _version = 10;

    public List<SwarmService> Services { get; } = [];

    public List<SwarmConfig> Configs { get; } = [];

    public List<Secret> Secrets { get; } = [];

    public List<NetworkResponse> Networks { get; } = [];

    public List<TaskResponse> Tasks { get; } = [];

    public List<NodeListResponse> Nodes { get; } = [];

    public List<Owner> Others { get; } = [];

    /// <summary>The version of the engine's API.</summary>
    public System.Version? Api { get; set; }

    public DesiredSwarm Desired => new("s", _stacks) { OtherOwners = Others };

    public ObservedSwarm Observed => new(Services, Tasks, Nodes, Configs, Secrets, Networks)
    {
        Api = Api,
        PredefinedNetworks = new Dictionary<string, string> { ["host"] = HostId },
    };

    /// <summary>An IOC whose service is <c>s_srv-NAME</c>, on the host network, with st.cmd as a config.</summary>
    public Fleet Ioc(string name, string more = "", string stCmd = "iocInit()\n", string top = "")
    {
        _files[$"iocs/{name}/generated/st.cmd"] = stCmd;
        return Stack(new Owner(OwnerKind.Ioc, name), $"iocs/{name}/generated/stack.yaml", $$"""
            services:
              srv-{{name}}:
                image: lab/ioc:1
                networks: [hostnet]
                configs: [{source: st.cmd, target: /st.cmd}]
            {{Indent(more, 4)}}
            networks:
              hostnet: {external: true, name: host}
            configs:
              st.cmd: {file: ./st.cmd}
            {{top}}
            """);
    }

    /// <summary>A file that stack files may name.</summary>
    public Fleet File(string path, string text)
    {
        _files[path] = text;
        return this;
    }

    public Fleet Stack(Owner owner, string path, string text)
    {
        var problems = new List<Problem>();
        var source = new StackSource(path, text, "s", new Dictionary<string, string>(), p => _files.TryGetValue(p, out var data) ? Encoding.UTF8.GetBytes(data) : null);
        var stack = StackLoader.Load(source, problems);
        Assert.Empty(problems);
        _stacks.RemoveAll(s => s.Owner == owner);
        _stacks.Add(new OwnedStack(owner, stack!));
        return this;
    }

    public Fleet Without(string ioc)
    {
        _stacks.RemoveAll(s => s.Owner.Name == ioc);
        return this;
    }

    public Plan Plan(PlanScope? scope = null) => Planner.Plan(Desired, Observed, scope ?? PlanScope.AllIocs());

    /// <summary>Does what a plan says, and stores it as an engine does.</summary>
    /// <param name="scope">Of the plan; of all IOCs where it is left out.</param>
    /// <param name="plan">Made by somebody else.</param>
    /// <param name="edit">What is done to the plan before it is applied.</param>
    public Fleet Deploy(PlanScope? scope = null, Plan? plan = null, Func<Plan, ObservedSwarm, Plan>? edit = null)
    {
        plan ??= Plan(scope);
        plan = edit?.Invoke(plan, Observed) ?? plan;
        Assert.True(plan.IsApplicable, string.Join('\n', plan.Problems));
        foreach (var data in plan.NewConfigs) Configs.Add(new SwarmConfig { ID = $"id-{data.Name}", Spec = new SwarmConfigSpec { Name = data.Name, Data = data.Data.ToArray(), Labels = data.Labels.ToDictionary() } });
        foreach (var data in plan.NewSecrets) Secrets.Add(new Secret { ID = $"id-{data.Name}", Spec = new SwarmSecretSpec { Name = data.Name, Labels = data.Labels.ToDictionary() } });
        foreach (var network in plan.NewNetworks) Networks.Add(new NetworkResponse { ID = $"id-{network.Name}", Name = network.Name, Scope = "swarm", Driver = network.Spec.Driver, Labels = network.Spec.Labels });
        foreach (var change in plan.Changes.Where(c => c.Kind != ChangeKind.Unchanged)) Apply(change);
        foreach (var config in plan.UnusedConfigs) Configs.RemoveAll(c => c.ID == config.ID);
        foreach (var secret in plan.UnusedSecrets) Secrets.RemoveAll(c => c.ID == secret.ID);
        return this;
    }

    public SwarmService Live(string service) => Services.Single(s => s.Spec!.Name == service);

    public ServiceChange Change(string service, PlanScope? scope = null) => Plan(scope).Changes.Single(c => c.Service == service);

    private void Apply(ServiceChange change)
    {
        var live = Services.SingleOrDefault(s => s.Spec!.Name == change.Service);
        if (live is not null) Services.Remove(live);
        if (change.Desired is null) return;
        Services.Add(new SwarmService
        {
            ID = live?.ID ?? $"id-{change.Service}",
            Version = new Docker.DotNet.Models.Version { Index = _version++ },
            Spec = Stored(change.Desired),
            PreviousSpec = live?.Spec,
        });
    }

    // Seen on an engine: network names become ids, defaults are filled in, the image may get its digest.
    private ServiceSpec Stored(ServiceSpec spec)
    {
        var stored = EngineJson.Copy(spec);
        var task = stored.TaskTemplate!;
        task.Runtime = "container";
        task.ContainerSpec!.Isolation = "default";
        task.ContainerSpec.Privileges ??= new Privileges();
        if (!task.ContainerSpec.Image!.Contains('@', StringComparison.Ordinal)) task.ContainerSpec.Image += $"@sha256:{new string('a', 64)}";
        foreach (var network in task.Networks ?? []) network.Target = network.Target == "host" ? HostId : network.Target == HostId || network.Target?.StartsWith("id-", StringComparison.Ordinal) == true ? network.Target : $"id-{network.Target}";
        stored.EndpointSpec!.Mode ??= "vip";
        if (stored.Mode!.Replicated is { } replicated) replicated.Replicas ??= 1;
        return stored;
    }

    private static string Indent(string text, int by) => string.Join('\n', text.Split('\n').Select(l => l.Length == 0 ? l : new string(' ', by) + l));
}
