namespace IocOps.Core.Model;

/// <summary>
/// Where an image keeps what an IOC needs. Paths may hold <c>{bin}</c> (the IOC application), <c>{bin_}</c> (the same with '_' for
/// '-', as EPICS builds C names) and <c>{name}</c> (the IOC).
/// </summary>
public sealed record Layout
{
    /// <summary>What ioc.yaml calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The program that runs st.cmd.</summary>
    public required string Interpreter { get; init; }

    /// <summary>Folder with the file <c>envPaths</c>, which is read first; null where the image has none.</summary>
    public string? BootFolder { get; init; }

    /// <summary>Folder from which <see cref="Dbd"/> is named; an EPICS macro of envPaths is allowed.</summary>
    public required string Top { get; init; }

    /// <summary>The database definition, seen from <see cref="Top"/>.</summary>
    public required string Dbd { get; init; }

    /// <summary>The command that registers record and device support.</summary>
    public required string Registrar { get; init; }

    /// <summary>Where the files of one IOC are put.</summary>
    public required string RunFolder { get; init; }

    /// <summary>Where all containers see the shared logs.</summary>
    public required string LogFolder { get; init; }

    /// <summary>iocStats' records of an IOC; null where the image lacks them.</summary>
    public string? StatusIocDb { get; init; }

    /// <summary>iocStats' records of a host; null where the image lacks them.</summary>
    public string? StatusOsDb { get; init; }

    /// <summary>asyn's record file; null where the image lacks it.</summary>
    public string? AsynRecordDb { get; init; }

    /// <summary>Channel Access client for health checks.</summary>
    public required string Caget { get; init; }

    /// <summary>The log server's program.</summary>
    public required string IocLogServer { get; init; }

    /// <summary>Whether the IOC application has iocsh's command <c>system</c>: base leaves it out unless the application asks for it (system.dbd).</summary>
    public required bool HasSystem { get; init; }

    /// <summary>The layout of images built as the original tool wants them.</summary>
    public static readonly Layout StIoc = new()
    {
        Name = "st-ioc",
        Interpreter = "/opt/EPICS/IOC/{bin}/bin/linux-x86_64/{bin}",
        BootFolder = "/opt/EPICS/IOC/{bin}/iocBoot/ioc{bin}",
        Top = "${TOP}",
        Dbd = "dbd/{bin}.dbd",
        Registrar = "{bin_}_registerRecordDeviceDriver",
        RunFolder = "/opt/EPICS/RUN/{name}",
        LogFolder = "/opt/EPICS/RUN/iocLog",
        StatusIocDb = "/opt/EPICS/IOC/{bin}/db/status_ioc.db",
        StatusOsDb = "/opt/EPICS/IOC/{bin}/db/status_OS.db",
        AsynRecordDb = "/opt/EPICS/IOC/{bin}/db/asynRecord.db",
        Caget = "/opt/EPICS/base/bin/linux-x86_64/caget",
        IocLogServer = "/opt/EPICS/base/bin/linux-x86_64/iocLogServer",
        HasSystem = true,
    };

    /// <summary>The layout of epics-containers' runtime images: everything below /epics, one generic IOC application.</summary>
    public static readonly Layout EpicsContainers = new()
    {
        Name = "epics-containers",
        Interpreter = "/epics/ioc/bin/linux-x86_64/ioc",
        Top = "/epics/ioc",
        Dbd = "dbd/ioc.dbd",
        Registrar = "ioc_registerRecordDeviceDriver",
        RunFolder = "/epics/runtime/{name}",
        LogFolder = "/epics/runtime/iocLog",
        StatusIocDb = "/epics/support/iocStats/db/iocAdminSoft.db",
        AsynRecordDb = "/epics/support/asyn/db/asynRecord.db",
        Caget = "/epics/epics-base/bin/linux-x86_64/caget",
        IocLogServer = "/epics/epics-base/bin/linux-x86_64/iocLogServer",
        HasSystem = false,
    };

    /// <summary>Those that need no definition in site.yaml.</summary>
    public static readonly IReadOnlyList<Layout> BuiltIn = [StIoc, EpicsContainers];

    /// <summary>The same layout with the places filled in.</summary>
    public Layout For(string name, string bin)
    {
        string Fill(string path) => path
            .Replace("{name}", name, StringComparison.Ordinal)
            .Replace("{bin}", bin, StringComparison.Ordinal)
            .Replace("{bin_}", bin.Replace('-', '_'), StringComparison.Ordinal);
        string? Maybe(string? path) => path is null ? null : Fill(path);
        return this with
        {
            Interpreter = Fill(Interpreter),
            BootFolder = Maybe(BootFolder),
            Top = Fill(Top),
            Dbd = Fill(Dbd),
            Registrar = Fill(Registrar),
            RunFolder = Fill(RunFolder),
            LogFolder = Fill(LogFolder),
            StatusIocDb = Maybe(StatusIocDb),
            StatusOsDb = Maybe(StatusOsDb),
            AsynRecordDb = Maybe(AsynRecordDb),
            Caget = Fill(Caget),
            IocLogServer = Fill(IocLogServer),
        };
    }
}
