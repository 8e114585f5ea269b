using IocOps.Core.Stacks;

namespace IocOps.Core.Tests.Stacks;

/// <summary>The corpus of stack files in tests/samples/stacks, and the environment that it was deployed with.</summary>
internal static class Samples
{
    public const string Folder = "tests/samples/stacks";

    public static readonly IReadOnlyDictionary<string, string> Environment = new Dictionary<string, string>
    {
        ["TAG"] = "1",
        ["HOST"] = "machine",
        ["YES"] = "yes",
        ["EMPTY"] = "",
        ["REPLICAS"] = "0",
        ["RATIO"] = "0.25",
        ["FROM_ENV"] = "environment",
    };

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Path.Combine(Root, Folder), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    /// <summary>Those for which Engine 20.10 is too old.</summary>
    public static IEnumerable<string> NewerNames =>
        Directory.GetFiles(Path.Combine(Root, Folder, "newer"), "*.yaml").Select(f => $"newer/{Path.GetFileNameWithoutExtension(f)}").Order(StringComparer.Ordinal);

    public static string Read(string name) => File.ReadAllText(Path.Combine(Root, Folder, name));

    public static StackSource Source(string name, string text, string stack = "s") => new($"{Folder}/{name}.yaml", text, stack, Environment, ReadFile);

    public static Stack? Load(string name, ICollection<Problem> problems) => StackLoader.Load(Source(name, Read($"{name}.yaml")), problems);

    public static ReadOnlyMemory<byte>? ReadFile(string path)
    {
        Assert.False(Path.IsPathRooted(path) || path.Split('/').Any(p => p is "" or "." or ".."), $"'{path}' was asked for");
        var full = Path.Combine(Root, path);
        return File.Exists(full) ? new ReadOnlyMemory<byte>(File.ReadAllBytes(full)) : null;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IocOps.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
