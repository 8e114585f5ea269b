using System.Reflection;

namespace IocOps.Engine;

public abstract partial class TargetBuild
{
    /// <summary>
    /// The workspace: given by <c>--workspace</c>, else the nearest directory upwards from the current one with a <c>.nuke</c> in it, or with
    /// what the assembly's metadata <c>Workspace</c> says that a workspace has.
    /// </summary>
    public static AbsolutePath RootDirectory => BuildSession.Current.RootDirectory;

    /// <summary><c>.nuke/temp</c> below the root; made when it is asked for.</summary>
    public static AbsolutePath TemporaryDirectory => (RootDirectory / ".nuke" / "temp").CreateDirectory();

    /// <summary>The build's own assembly; null where it is in no file.</summary>
    public static AbsolutePath? BuildAssemblyFile =>
        Assembly.GetEntryAssembly()?.Location is { Length: > 0 } location ? (AbsolutePath)location : null;

    /// <summary>Where the build's assembly is.</summary>
    public static AbsolutePath BuildAssemblyDirectory => AppContext.BaseDirectory;

    /// <summary>The nearest project file upwards from the build's assembly; null where there is none.</summary>
    public static AbsolutePath? BuildProjectFile
    {
        get
        {
            for (AbsolutePath? directory = BuildAssemblyDirectory; directory is not null; directory = directory.Parent)
            {
                if (Directory.EnumerateFiles(directory, "*.csproj").FirstOrDefault() is { } file)
                    return file;
            }

            return null;
        }
    }

    /// <summary>How much the engine says; <c>--verbosity</c>.</summary>
    public static Verbosity Verbosity
    {
        get => BuildSession.Current.Verbosity;
        set => BuildSession.Current.Verbosity = value;
    }

    /// <summary>Where the build runs; <c>--host</c>.</summary>
    public static Host Host => BuildSession.Current.Host;

    /// <summary>At somebody's terminal.</summary>
    public static bool IsLocalBuild => !IsServerBuild;

    /// <summary>On a CI server.</summary>
    public static bool IsServerBuild => Host.IsServer;
}
