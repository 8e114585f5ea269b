namespace IocOps.Core.Model;

/// <summary>One IOC, complete: the site's defaults are filled in, every value is checked, nothing refers to YAML any more.</summary>
public sealed record Ioc
{
    /// <summary>The value of <see cref="Host"/> for IOCs that Swarm places.</summary>
    public const string SwarmHost = "swarm";

    /// <summary>Of the folder, the service and the container's run folder.</summary>
    public required string Name { get; init; }

    /// <summary>For people; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary><see cref="SwarmHost"/>, or the name of a plain Docker host.</summary>
    public required string Host { get; init; }

    /// <summary>With registry.</summary>
    public required string Image { get; init; }

    /// <summary>The IOC application in the image.</summary>
    public required string Bin { get; init; }

    /// <summary>With this IOC's name and application filled in.</summary>
    public required Layout Layout { get; init; }

    /// <summary>What is switched on.</summary>
    public required Modules Modules { get; init; }

    /// <summary>Set by st.cmd, in this order: the site's, then those of ioc.yaml.</summary>
    public IReadOnlyList<Variable> Environment { get; init; } = [];

    /// <summary>In the order of loading.</summary>
    public IReadOnlyList<Database> Databases { get; init; } = [];

    /// <summary>In the order of ioc.yaml.</summary>
    public IReadOnlyList<Port> Ports { get; init; } = [];

    /// <summary>asyn's diagnostic records.</summary>
    public IReadOnlyList<AsynRecord> AsynRecords { get; init; } = [];

    /// <summary>StreamDevice protocol files, names below <c>src/</c>.</summary>
    public IReadOnlyList<string> Protocols { get; init; } = [];

    /// <summary>Literal iocsh lines.</summary>
    public Commands Commands { get; init; } = Commands.None;

    /// <summary>More files for the run folder.</summary>
    public IReadOnlyList<FileCopy> Files { get; init; } = [];

    /// <summary>Whether date, addresses and the list of PVs are written to the shared log folder after start.</summary>
    public bool Report { get; init; }

    /// <summary>Placement, resources, labels.</summary>
    public Deploy Deploy { get; init; } = Deploy.Nothing;

    /// <summary>Null where the IOC shall have no health check.</summary>
    public Health? Health { get; init; }

    /// <summary>Codes of findings that are all right here, with the reason for each.</summary>
    public IReadOnlyDictionary<string, string> Allowed { get; init; } = new Dictionary<string, string>();

    /// <summary>How files reach the container.</summary>
    public Delivery Delivery { get; init; }

    /// <summary>Folder on the nodes that holds this IOC's save files; null for a volume.</summary>
    public string? SaveFolder { get; init; }

    /// <summary>Files below <c>src/</c> that the IOC uses, by name.</summary>
    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Sources { get; init; }

    /// <summary>Names below <c>src/</c> that ioc.yaml names and that are not there; such an IOC has errors.</summary>
    internal IReadOnlyList<string> MissingSources { get; init; } = [];

    /// <summary>Templates of this IOC that replace the common ones, by file name.</summary>
    public required IReadOnlyDictionary<string, string> Templates { get; init; }

    /// <summary>Where it is described, for messages.</summary>
    public string Path => $"{FleetSource.IocsFolder}/{Name}";

    /// <summary>Where its written-out files go.</summary>
    public string GeneratedPath => $"{Path}/{FleetSource.GeneratedFolder}";

    /// <summary>Key of the service in the stack file.</summary>
    public string Service => $"srv-{Name}";
}

/// <summary>The support modules that st.cmd can switch on.</summary>
/// <param name="Autosave">Values are saved and restored.</param>
/// <param name="Caputlog">Puts are logged, and the IOC's messages go to the log server.</param>
/// <param name="CaputlogJson">Puts are logged as JSON.</param>
/// <param name="StatusIoc">iocStats' records of the IOC.</param>
/// <param name="StatusOs">iocStats' records of the host.</param>
public sealed record Modules(bool Autosave, bool Caputlog, bool CaputlogJson, bool StatusIoc, bool StatusOs)
{
    /// <summary>A bare IOC.</summary>
    public static readonly Modules None = new(false, false, false, false, false);
}

/// <summary>A variable of the IOC's environment.</summary>
public sealed record Variable(string Name, string Value);

/// <summary>A macro and the text that takes its place in the database, to the letter.</summary>
public sealed record Macro(string Name, string Value);

/// <summary>One load of a database.</summary>
/// <param name="File">Name below <c>src/</c>.</param>
/// <param name="Macros">In the order of ioc.yaml.</param>
public sealed record Database(string File, IReadOnlyList<Macro> Macros);

/// <summary>Lines for iocsh, taken as they are.</summary>
/// <param name="BeforeLoad">After the ports are configured, before anything is loaded.</param>
/// <param name="AtLoad">After the databases, before iocInit.</param>
/// <param name="AfterInit">After iocInit and the modules' own start.</param>
public sealed record Commands(IReadOnlyList<string> BeforeLoad, IReadOnlyList<string> AtLoad, IReadOnlyList<string> AfterInit)
{
    /// <summary>No lines.</summary>
    public static readonly Commands None = new([], [], []);
}

/// <summary>A file that is put into the run folder.</summary>
/// <param name="Source">Name below <c>src/</c>.</param>
/// <param name="Target">Path below the run folder.</param>
/// <param name="Mode">Unix permission bits.</param>
public sealed record FileCopy(string Source, string Target, int Mode);

/// <summary>How an IOC's files reach its container.</summary>
public enum Delivery
{
    /// <summary>As Docker configs: no shared file system is needed.</summary>
    Configs,

    /// <summary>In a folder that every node mounts.</summary>
    Mount,
}
