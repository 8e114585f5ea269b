namespace IocOps.Core.Model;

/// <summary>What all IOCs of a site share: <c>iocs/site.yaml</c>.</summary>
public sealed record Site
{
    /// <summary>Name of the Swarm stack, the prefix of every service (<c>dals</c> → <c>dals_srv-ramper</c>).</summary>
    public required string Stack { get; init; }

    /// <summary>Put before images that name no registry themselves; null for none.</summary>
    public string? Registry { get; init; }

    /// <summary>Image of the global services, registry included; null where the command line must give it.</summary>
    public string? BaseImage { get; init; }

    /// <summary>Folder that every node mounts; an IOC with mount delivery lies in <c>mount/name</c>. Null where there is none.</summary>
    public string? Mount { get; init; }

    /// <summary>Folder on the nodes for the shared logs; null for a volume per node.</summary>
    public string? LogFolder { get; init; }

    /// <summary>Where IOCs send their log lines and puts.</summary>
    public required LogServer LogServer { get; init; }

    /// <summary>Built-in layouts and the site's own, by name.</summary>
    public required IReadOnlyDictionary<string, Layout> Layouts { get; init; }

    /// <summary>The layout of images that do not say: of the IOCs and of the global services.</summary>
    public required Layout Layout { get; init; }

    /// <summary>What an ioc.yaml leaves out.</summary>
    public required IocDefaults Defaults { get; init; }
}

/// <summary>Address of iocLogServer and of the receiver of caPutLog.</summary>
/// <param name="Host">A name or an IPv4 address.</param>
/// <param name="Port">EPICS's own default is 7004.</param>
public sealed record LogServer(string Host, int Port)
{
    /// <summary>The server that <c>srv-log</c> runs on every node.</summary>
    public static readonly LogServer Local = new("127.0.0.1", 7004);
}

/// <summary>The part of <c>site.yaml</c> that stands in for what an <c>ioc.yaml</c> does not say.</summary>
public sealed record IocDefaults
{
    /// <summary>As written, without registry.</summary>
    public string? Image { get; init; }

    /// <summary>Name of the IOC application in the image.</summary>
    public string Bin { get; init; } = "ST-IOC";

    /// <summary><c>swarm</c> or the name of a Docker host.</summary>
    public string Host { get; init; } = Ioc.SwarmHost;

    /// <summary>What is switched on.</summary>
    public Modules Modules { get; init; } = Modules.None;

    /// <summary>Whether the list of PVs is written after start.</summary>
    public bool Report { get; init; } = true;

    /// <summary>How files reach the container.</summary>
    public Delivery Delivery { get; init; } = Delivery.Configs;

    /// <summary>Folder on the nodes below which save files lie; null for a volume.</summary>
    public string? SaveFolder { get; init; }

    /// <summary>Variables that every IOC gets unless it sets them itself.</summary>
    public IReadOnlyList<Variable> Environment { get; init; } = [];

    /// <summary>Placement, resources, labels.</summary>
    public Deploy Deploy { get; init; } = Deploy.Nothing;

    /// <summary>Timing of the health checks.</summary>
    public HealthTiming Health { get; init; } = HealthTiming.Default;
}
