using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;

namespace IocOps.Swarm.Tests;

/// <summary>Small specs and plans for tests.</summary>
public static class Specs
{
    public static ServiceSpec Service(string name, string image = "ioc:1", params string[] configs) => new()
    {
        Name = name,
        Labels = new Dictionary<string, string> { ["com.docker.stack.image"] = image },
        Mode = new ServiceMode { Replicated = new ReplicatedService { Replicas = 1 } },
        TaskTemplate = new TaskSpec
        {
            ContainerSpec = new ContainerSpec
            {
                Image = image,
                Configs = [.. configs.Select(c => new SwarmConfigReference { ConfigName = c })],
            },
        },
    };

    public static ServiceChange Change(ChangeKind kind, string name, ServiceSpec? desired = null, SwarmService? live = null) => new(
        kind, name, new Owner(OwnerKind.Ioc, name), live?.ID, live?.Version?.Index ?? 0, desired ?? (kind == ChangeKind.Remove ? null : Service(name)), [], true);

    public static Plan Plan(params ServiceChange[] changes) => new("dals", changes, [], [], [], [], [], []);

    public static StackData Data(string name, string text = "data") =>
        new(name, System.Text.Encoding.UTF8.GetBytes(text), new Dictionary<string, string>(), "stack.yaml", 1);
}
