namespace IocOps.Core.Model;

/// <summary>Where files lie below an IOC's run folder, in the container and on the mount alike.</summary>
public static class RunFolder
{
    /// <summary>Holds <see cref="Boot"/> and <see cref="Db"/>.</summary>
    public const string Startup = "startup";

    /// <summary>Where st.cmd lies and starts.</summary>
    public const string Boot = Startup + "/iocBoot";

    /// <summary>The startup script.</summary>
    public const string StartupScript = Boot + "/st.cmd";

    /// <summary>Databases and substitutions.</summary>
    public const string Db = Startup + "/db";

    /// <summary>Protocol files and access rules.</summary>
    public const string Settings = "settings";

    /// <summary>autosave's request files: written at every start.</summary>
    public const string Requests = Settings + "/autosave";

    /// <summary>autosave's save files: must outlive the container.</summary>
    public const string Saves = "log/autosave";

    /// <summary>
    /// Folder of the mount, beside the run folders, with what was delivered: <c>.versions/ioc/version</c>. No IOC can write there, and a name
    /// that begins with '.' is none of an IOC.
    /// </summary>
    public const string Versions = ".versions";

    /// <summary>Folders that must be there and writable before st.cmd runs.</summary>
    public static IReadOnlyList<string> Writable => [Requests, Saves];

    /// <summary>Place of a database file.</summary>
    public static string DatabaseTarget(string source) => $"{Db}/{source}";

    /// <summary>Place of a protocol file: StreamDevice looks in one folder, so folders of src/ are left out.</summary>
    public static string ProtocolTarget(string source) => $"{Settings}/{FileName(source)}";

    /// <summary>Place of the substitutions.</summary>
    public static string SubstitutionsTarget(string ioc) => $"{Db}/{ioc}.substitutions";

    /// <summary>Place of the access rules.</summary>
    public static string AccessTarget(string ioc) => $"{Settings}/{ioc}.acf";

    /// <summary>The last part of a path.</summary>
    public static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    internal static IEnumerable<string> OwnTargets(string ioc) => [StartupScript, SubstitutionsTarget(ioc), AccessTarget(ioc)];
}
