namespace IocOps.Core.Model;

/// <summary>One folder <c>iocs/&lt;name&gt;/</c> as it lies on disk, read once so that everything after it is pure.</summary>
/// <param name="Name">Of the folder, and so of the IOC.</param>
/// <param name="IocYaml">Text of <c>ioc.yaml</c>; null where it is missing.</param>
/// <param name="Sources">Files below <c>src/</c> by their path there, with '/'.</param>
/// <param name="Templates">Files of <c>templates/</c> by name: they replace the common template of that name for this IOC.</param>
/// <param name="Generated">Files of <c>generated/</c> by name, as the last generation left them.</param>
public sealed record IocFolder(
    string Name,
    string? IocYaml,
    IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Sources,
    IReadOnlyDictionary<string, string> Templates,
    IReadOnlyDictionary<string, string> Generated)
{
    /// <summary>Path of the folder below the workspace.</summary>
    public string Path => $"{FleetSource.IocsFolder}/{Name}";
}

/// <summary>The workspace as it lies on disk.</summary>
/// <param name="SiteYaml">Text of <c>iocs/site.yaml</c>; null where it is missing.</param>
/// <param name="Folders">Every folder of <c>iocs/</c> whose name does not begin with '_' or '.', in ordinal order.</param>
/// <param name="Templates">Files of <c>templates/</c> by name.</param>
/// <param name="GlobalGenerated">Files of <c>iocs/_global/generated/</c> by name.</param>
public sealed record FleetSource(
    string? SiteYaml,
    IReadOnlyList<IocFolder> Folders,
    IReadOnlyDictionary<string, string> Templates,
    IReadOnlyDictionary<string, string> GlobalGenerated)
{
    /// <summary>Folders of services that are no IOCs, in ordinal order of their paths.</summary>
    public IReadOnlyList<ServiceFolder> Services { get; init; } = [];

    /// <summary>Where the IOC folders and the site's settings lie.</summary>
    public const string IocsFolder = "iocs";

    /// <summary>Where an IOC's written-out files go, inside its folder.</summary>
    public const string GeneratedFolder = "generated";

    /// <summary>The site's settings.</summary>
    public const string SitePath = "iocs/site.yaml";

    /// <summary>Where a site's own global services lie, in a folder each.</summary>
    public const string GlobalFolder = "iocs/_global";

    /// <summary>Where the stack file of the log server is written.</summary>
    public const string GlobalPath = $"{GlobalFolder}/{GeneratedFolder}";

    /// <summary>Where services lie that are neither IOCs nor global, in a folder each.</summary>
    public const string ServicesFolder = "iocs/_services";

    /// <summary>Where compose files of plain Docker hosts are written, in a folder per host.</summary>
    public const string HostsPath = "iocs/_hosts";
}

/// <summary>A file that generation yields.</summary>
/// <param name="Path">Below the workspace, with '/'.</param>
/// <param name="Text">LF line ends, a line end at the end, UTF-8 without a mark.</param>
public sealed record RenderedFile(string Path, string Text);
