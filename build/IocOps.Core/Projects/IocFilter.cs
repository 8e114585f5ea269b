using System.IO.Enumeration;
using IocOps.Core.Model;

namespace IocOps.Core.Projects;

/// <summary>A condition on IOCs: <c>image=ioc/*</c>, <c>modules=autosave</c>, <c>label=group=linac</c>.</summary>
/// <param name="Key">What is looked at; one of <see cref="Keys"/>.</param>
/// <param name="Pattern">What it must be, or one of its values where it has several; <c>*</c> and <c>?</c> stand for any letters.</param>
public sealed record IocFilter(string Key, string Pattern)
{
    private static readonly SortedDictionary<string, Func<Ioc, Site, IEnumerable<string>>> Values = new(StringComparer.Ordinal)
    {
        ["bin"] = (i, _) => [i.Bin],
        ["database"] = (i, _) => i.Databases.Select(d => d.File),
        ["delivery"] = (i, _) => [i.Delivery == Delivery.Mount ? "mount" : "configs"],
        ["description"] = (i, _) => [i.Description],
        ["health"] = (i, _) => [i.Health?.Word ?? "none"],
        ["host"] = (i, _) => [i.Host],
        ["image"] = (i, s) => NamesOf(i.Image, s),
        ["label"] = (i, _) => i.Deploy.Labels.SelectMany(l => new[] { l.Name, $"{l.Name}={l.Value}" }),
        ["layout"] = (i, _) => [i.Layout.Name],
        ["modules"] = (i, _) => NamesOf(i.Modules),
        ["name"] = (i, _) => [i.Name],
        ["port"] = (i, _) => i.Ports.SelectMany(PortWords),
        ["protocol"] = (i, _) => i.Protocols,
    };

    /// <summary>What can be asked for, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Keys => Values.Keys;

    /// <summary>Reads <c>key=value</c>.</summary>
    /// <exception cref="FormatException">It is none, or nobody knows the key.</exception>
    public static IocFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.IndexOf('=', StringComparison.Ordinal);
        var key = end < 0 ? text : text[..end];
        var all = string.Join(", ", Keys);
        if (!Values.ContainsKey(key)) throw new FormatException($"IOCs can't be looked up by '{Printable.Line(key)}'{Nearest.Sentence(key, Keys)} There are {all}; write key=value.");
        return end < 0 ? throw new FormatException($"'{key}' lacks a value: write {key}=VALUE, in which * and ? stand for any letters.") : new IocFilter(key, text[(end + 1)..]);
    }

    /// <summary>Whether an IOC is so.</summary>
    public bool Fits(Ioc ioc, Site site) => Values[Key](ioc, site).Any(Fits);

    /// <summary>Whether an image is so, under its full name or without the site's registry.</summary>
    public bool FitsImage(string image, Site site) => NamesOf(image, site).Any(Fits);

    private bool Fits(string value) => FileSystemName.MatchesSimpleExpression(Pattern.Replace("\\", "\\\\", StringComparison.Ordinal), value, ignoreCase: false);

    private static string[] NamesOf(string image, Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return site.Registry is { } registry && image.StartsWith(registry + "/", StringComparison.Ordinal) ? [image, image[(registry.Length + 1)..]] : [image];
    }

    /// <summary>Modules that are switched on, as ioc.yaml calls them.</summary>
    public static IEnumerable<string> NamesOf(Modules modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        if (modules.Autosave) yield return "autosave";
        if (modules.Caputlog) yield return "caputlog";
        if (modules.StatusIoc) yield return "status-ioc";
        if (modules.StatusOs) yield return "status-os";
    }

    // The device is what people remember.
    private static IEnumerable<string> PortWords(Port port) => port switch
    {
        NetworkPort network => [port.Name, network.Host, $"{network.Host}:{network.Number}"],
        SerialPort serial => [port.Name, serial.Device],
        _ => [port.Name],
    };
}
