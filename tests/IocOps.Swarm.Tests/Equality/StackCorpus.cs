using IocOps.Core;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;
using IocOps.Swarm.Tests.EndToEnd;

namespace IocOps.Swarm.Tests.Equality;

/// <summary>
/// The stack files of tests/samples/stacks, which cover every key that Swarm honours (EveryKeyTests holds them to it), and of its folder
/// newer, for which the engine of the lab is too old.
/// </summary>
internal static class StackCorpus
{
    private const string Folder = "tests/samples/stacks";

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Path.Combine(Product.Repository, Folder), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    /// <summary>Objects that files take as given.</summary>
    public static string[] GivenNetworks { get; } = ["wide"];

    /// <summary>A config and a secret of this name.</summary>
    public const string GivenData = "from-elsewhere";

    public static string PathOf(string name) => Path.Combine(Product.Repository, Folder, $"{name}.yaml");

    /// <summary>What an engine showed after the docker command had deployed it.</summary>
    public static string Recorded(string name) => File.ReadAllText(Path.Combine(Product.Repository, Folder, "seen", $"{name}.json"));

    /// <summary>As IocOps loads it, as the stack <c>s</c>.</summary>
    public static OwnedStack Load(string name)
    {
        var problems = new List<Problem>();
        var source = new StackSource($"{Folder}/{name}.yaml", File.ReadAllText(PathOf(name)), "s", DockerCommand.Variables, Read);
        return new OwnedStack(new Owner(OwnerKind.Service, name), StackLoader.Load(source, problems) ?? throw new InvalidOperationException(string.Join('\n', problems)));
    }

    private static ReadOnlyMemory<byte>? Read(string path) => File.ReadAllBytes(Path.Combine(Product.Repository, path));
}
