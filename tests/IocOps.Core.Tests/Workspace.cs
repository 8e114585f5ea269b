using System.Runtime.CompilerServices;
using IocOps.Core.Model;

namespace IocOps.Core.Tests;

/// <summary>Reads this repository, or a sample folder of the tests, as the product reads a workspace.</summary>
internal static class Workspace
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    public static IReadOnlyDictionary<string, string> Templates() => Texts(PathOf("templates"), "*.sbn");

    /// <summary>The fleet below a folder that holds <c>site.yaml</c>.</summary>
    public static FleetSource Fleet(params string[] parts)
    {
        var iocs = PathOf(parts);
        var site = Path.Combine(iocs, "site.yaml");
        var folders = Directory.GetDirectories(iocs)
            .Where(d => Path.GetFileName(d)[0] is not ('_' or '.'))
            .Order(StringComparer.Ordinal)
            .Select(Folder)
            .ToList();
        return new FleetSource(File.Exists(site) ? File.ReadAllText(site) : null, folders, Templates(), Texts(Path.Combine(iocs, "_global", "generated"), "*"))
        {
            Services = [.. Services(iocs, "_global"), .. Services(iocs, "_services")],
        };
    }

    private static IEnumerable<ServiceFolder> Services(string iocs, string parent)
    {
        var folder = Path.Combine(iocs, parent);
        IEnumerable<string> names = Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)).Where(n => n != "generated").Order(StringComparer.Ordinal) : [];
        return names.Select(n =>
        {
            var texts = Texts(Path.Combine(folder, n), "stack.yaml*");
            return new ServiceFolder(parent == "_global", n, texts.GetValueOrDefault(ServiceFolder.StackFile), texts.GetValueOrDefault(ServiceFolder.TemplateFile));
        });
    }

    private static IocFolder Folder(string path)
    {
        var yaml = Path.Combine(path, "ioc.yaml");
        var src = Path.Combine(path, "src");
        var sources = Directory.Exists(src)
            ? Directory.GetFiles(src, "*", SearchOption.AllDirectories).ToDictionary(
                f => Path.GetRelativePath(src, f).Replace('\\', '/'), f => new ReadOnlyMemory<byte>(File.ReadAllBytes(f)))
            : [];
        return new IocFolder(
            Path.GetFileName(path),
            File.Exists(yaml) ? File.ReadAllText(yaml) : null,
            sources,
            Texts(Path.Combine(path, "templates"), "*"),
            Texts(Path.Combine(path, "generated"), "*"));
    }

    private static Dictionary<string, string> Texts(string folder, string pattern) => Directory.Exists(folder)
        ? Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).ToDictionary(f => Path.GetFileName(f), File.ReadAllText)
        : [];

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "IocOps.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("no IocOps.sln above the tests");
        return folder.FullName;
    }
}
