using System.Runtime.Versioning;
using System.Text;
using Docker.DotNet.Models;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>Images of a registry with a password, on a swarm of three nodes that do not have them.</summary>
[Collection(ThreeNodeLabCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class RegistryTests(ThreeNodeLabFixture lab) : IDisposable
{
    private readonly ThreeNodes _nodes = new(lab);

    public void Dispose() => _nodes.Dispose();

    [LabFactWith("docker-registry")]
    public async Task Private_images_are_asked_for_once_pinned_and_pulled_by_other_nodes_with_the_login()
    {
        await using var registry = await ReadyAsync("pinned");
        var digest = await PushAsync(registry, "pinned", "one");
        _nodes.Fleet.Write(".docker/config.json", registry.LoginFile());
        foreach (var name in SmallFleet.Names) _nodes.Fleet.Write($"iocs/{name}/ioc.yaml", $"{_nodes.Fleet.Read($"iocs/{name}/ioc.yaml")}deploy:\n  constraints: [node.hostname == {_nodes.Name("n2")}]\n");

        var outcome = await DoneAsync("DeployAllIocs", "--resolve-image", "changed");

        Assert.Contains($"The login of op at {registry.Server} goes to the swarm", outcome.Notes);
        Assert.Equal(1, registry.Asked("pinned"));
        Assert.All(await ImagesAsync(), i => Assert.Equal($"{registry.Server}/pinned:1@{digest}", i));

        // Another login restarts nothing; a write of somebody without one keeps it, and the next node pulls with it.
        _nodes.Fleet.Write("other/.docker/config.json", registry.LoginFile(user: TestRegistry.OtherUser));
        await UpdateAsync("t_srv-alpha", Logins("other"), spec => spec.Labels["note"] = "x");
        registry.Dismiss();
        await MoveToAsync("t_srv-alpha", "n3", null);
        Assert.Equal(2, (await TasksAsync("t_srv-alpha")).Count);

        // A tag that moved is no change of the folder, and one for who asks.
        _nodes.Fleet.Write(".docker/config.json", registry.LoginFile(user: TestRegistry.OtherUser));
        await PushAsync(registry, "pinned", "two");
        Assert.Contains("2 unchanged", (await DoneAsync("DeployIocs", "--ioc-list", "beta", "gamma", "--resolve-image", "changed", "--no-wait")).Notes);
        var plan = await _nodes.On().RunAsync("ShowPlan", "--resolve-image", "always", "--exit-code", "--ioc-list", "beta");
        Assert.True(plan.ExitCode == 3, plan.ToString());
        Assert.Contains($"image: {registry.Server}/pinned:1@{digest} → {registry.Server}/pinned:1@sha256:", plan.Data);
        await DoneAsync("DeployIocs", "--ioc-list", "beta", "--resolve-image", "always", "--no-wait");
        var images = await ImagesAsync();
        Assert.Equal(2, images.Count(i => i.EndsWith(digest, StringComparison.Ordinal)));
        Assert.Equal(3, images.Count(i => i.StartsWith($"{registry.Server}/pinned:1@sha256:", StringComparison.Ordinal)));
    }

    [LabFactWith("docker-registry")]
    public async Task A_credential_helper_gives_the_login_and_nobody_sees_it()
    {
        await using var registry = await ReadyAsync("helped", "alpha");
        await PushAsync(registry, "helped", "one");
        var folder = Path.Combine(_nodes.Fleet.Path, "bin");
        _nodes.Fleet.Write("bin/docker-credential-safe", $$"""
            #!/bin/sh
            cat >> {{folder}}/asked; echo >> {{folder}}/asked
            ps -eo args > {{folder}}/seen
            echo '{"Username":"{{TestRegistry.User}}","Secret":"{{TestRegistry.Password}}"}'
            """);
        File.SetUnixFileMode($"{folder}/docker-credential-safe", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _nodes.Fleet.Write(".docker/config.json", """{"credsStore":"safe"}""");

        await using var between = new WriteCounter(lab.Endpoint);
        var product = new Product(_nodes.Fleet.Path, between.Endpoint).With("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}");
        var outcome = ThreeNodes.Done(await product.RunAsync("DeployAllIocs", "--resolve-image", "changed"));

        Assert.Equal($"{registry.Server}\n", _nodes.Fleet.Read("bin/asked"));
        Assert.Single(between.Requests, r => r.Contains("/distribution/", StringComparison.Ordinal));
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestRegistry.User}:{TestRegistry.Password}"));
        Assert.All([outcome.Data, outcome.Notes, _nodes.Fleet.Read("bin/seen")], text =>
        {
            Assert.DoesNotContain(TestRegistry.Password, text);
            Assert.DoesNotContain(secret, text);
        });
    }

    [LabFactWith("docker-registry")]
    public async Task What_is_wrong_is_said_and_the_deployment_goes_on_by_the_tag()
    {
        await using var registry = await ReadyAsync("trouble", "alpha");
        await PushAsync(registry, "trouble", "one");
        await RefusedAsync($"the registry {registry.Server} wants a login, and there is none here; give it with `docker login {registry.Server}`");
        _nodes.Fleet.Write(".docker/config.json", registry.LoginFile("close sesame"));
        await RefusedAsync($"the registry {registry.Server} refuses the login of op; give a good one with `docker login {registry.Server}`");
        _nodes.Fleet.Write(".docker/config.json", registry.LoginFile());
        Use(registry, "trouble:2");
        await RefusedAsync($"the registry {registry.Server} has no image {registry.Server}/trouble:2; push it, or correct the name or tag");
        Use(registry, "trouble:1");
        await registry.StopAsync();
        await RefusedAsync($"the registry {registry.Server} can't be reached from the engine at");
        Assert.Equal([$"{registry.Server}/trouble:1"], await ImagesAsync());

        // With the registry back and a login, a restart is all that it needs.
        await registry.StartAsync();
        await MoveToAsync("t_srv-alpha", "n3", Logins(""));
    }

    private async Task RefusedAsync(string sentence)
    {
        var outcome = await DoneAsync("DeployAllIocs", "--resolve-image", "always", "--no-wait");
        Assert.Contains("is not known, so each node takes what it has under that name: " + sentence, outcome.Notes);
        Assert.DoesNotContain("sesame", outcome.Notes);
    }

    private async Task<TestRegistry> ReadyAsync(string repository, params string[] iocs)
    {
        await lab.ClearAsync();
        var registry = await TestRegistry.StartAsync(lab.Controller);
        foreach (var name in SmallFleet.Names.Where(n => iocs.Length > 0 && !iocs.Contains(n))) _nodes.Fleet.Remove(name);
        Use(registry, $"{repository}:1");
        return registry;
    }

    private void Use(TestRegistry registry, string image)
    {
        var site = _nodes.Fleet.Read("iocs/site.yaml").Split('\n').Where(l => !l.StartsWith("registry:", StringComparison.Ordinal))
            .Select(l => l.StartsWith("  image:", StringComparison.Ordinal) ? $"  image: {image}" : l);
        _nodes.Fleet.Write("iocs/site.yaml", $"registry: {registry.Server}\n{string.Join('\n', site)}");
    }

    private RegistryLogins Logins(string home) => new(new DockerEnvironment(new Dictionary<string, string>(), Path.Combine(_nodes.Fleet.Path, home), false));

    private async Task<string> PushAsync(TestRegistry registry, string repository, string content)
    {
        using var engine = lab.Client();
        return await registry.PushAsync(engine, repository, content);
    }

    private async Task<Outcome> DoneAsync(params string[] arguments)
    {
        var outcome = await _nodes.DoneAsync(arguments);
        Assert.DoesNotContain(TestRegistry.Password, $"{outcome}");
        return outcome;
    }

    private async Task<IReadOnlyList<string>> ImagesAsync() =>
        [.. (await _nodes.Swarm.ListServicesAsync(default)).Select(s => s.Spec!.TaskTemplate!.ContainerSpec!.Image!)];

    private async Task<IReadOnlyList<TaskResponse>> TasksAsync(string service)
    {
        var id = (await _nodes.Swarm.InspectServiceAsync(service, default))!.ID;
        return [.. (await _nodes.Swarm.ListTasksAsync(default)).Where(t => t.ServiceID == id)];
    }

    private async Task UpdateAsync(string service, RegistryLogins? logins, Action<ServiceSpec> change)
    {
        using var swarm = new SwarmClient(DockerEndpoint.Parse(lab.Endpoint, "the test")) { PullLogins = logins is null ? null : new PullLogins(logins, _ => { }) };
        var live = (await swarm.InspectServiceAsync(service, default))!;
        change(live.Spec!);
        await swarm.UpdateServiceAsync(live.ID!, live.Version!.Index ?? 0, live.Spec!, default);
    }

    /// <summary>Starts it on a node that never had the image.</summary>
    private async Task MoveToAsync(string service, string node, RegistryLogins? logins)
    {
        await UpdateAsync(service, logins, spec =>
        {
            (spec.TaskTemplate!.Placement ??= new Placement()).Constraints = [$"node.hostname == {_nodes.Name(node)}"];
            spec.TaskTemplate.ForceUpdate++;
        });
        var id = (await _nodes.NodesAsync()).Single(n => n.Name == _nodes.Name(node)).Id;
        await ThreeNodes.UntilAsync(async () => (await TasksAsync(service)).Any(t => t.NodeID == id && t.Status!.State == TaskState.Running), $"{service} does not run on {node}");
    }
}
