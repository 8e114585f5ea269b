using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Core.Checks;

/// <summary>Everything that one IOC reads, as far as it is known before it runs.</summary>
public sealed class IocContents
{
    private IocContents(Ioc ioc, IocFolder folder, IReadOnlyList<RunFile> files)
    {
        Ioc = ioc;
        Folder = folder;
        Places = new IocPlaces(folder);
        Files = new RunFileSet(ioc, files);
        Script = StartupScript.Read(ioc, Files);
        var loads = new DatabaseLoads(ioc, Files, Places);
        var loader = new DatabaseLoader(ioc, Files, Script);
        foreach (var load in Script.Loads.SelectMany(loads.Of)) loader.Read(load);
        Records = [.. loader.Records, .. ioc.AsynRecords.Select(AsynRecord)];
        Problems = [.. Script.Problems, .. loads.Problems, .. loader.Problems];
        Opened = new HashSet<string>(loads.Opened.Concat(loader.Opened), StringComparer.Ordinal);
    }

    /// <summary>Whose.</summary>
    public Ioc Ioc { get; }

    /// <summary>Records and aliases in the order of loading; those of modules in the image (iocStats) are not known.</summary>
    public IReadOnlyList<LoadedRecord> Records { get; }

    /// <summary>What was wrong on the way: files, macros, grammar.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    /// <summary>The PV that <c>health</c> in ioc.yaml names; null where it was found otherwise.</summary>
    public string? WrittenHealthPv => Places.Has("health", "pv") ? Ioc.Health?.Pv : null;

    internal IocFolder Folder { get; }

    internal IocPlaces Places { get; }

    internal RunFileSet Files { get; }

    internal StartupScript Script { get; }

    // Databases and substitutions that a load reached, below the run folder.
    internal IReadOnlySet<string> Opened { get; }

    /// <summary>Reads an IOC's files; never throws.</summary>
    /// <param name="ioc">Which.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="startup">What <see cref="FleetRenderer.RenderStartup"/> gave for it.</param>
    public static IocContents Read(Ioc ioc, IocFolder folder, IReadOnlyList<RenderedFile> startup) => new(ioc, folder, RunFiles.Of(ioc, startup));

    private LoadedRecord AsynRecord(AsynRecord record, int index) =>
        new(Ioc.Name, record.Prefix + record.Suffix, "asyn", Places.File, Places.Of("asyn-records", index));
}
