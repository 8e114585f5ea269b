using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace IocOps.Swarm.Workspaces;

/// <summary>
/// A workspace's own targets: <c>build/_build.csproj</c> on the package <c>IocOps.Build</c>. The tool compiles it when one of its files
/// changed and lets it run in its own place, so that <c>iocops</c> is the command for both.
/// </summary>
public static class SiteBuild
{
    private const string Project = "build/_build.csproj";
    private const int Usage = 2;
    private static readonly string[] AroundIt = ["global.json", "nuget.config", "NuGet.config", "Directory.Build.props", "Directory.Packages.props"];

    /// <summary>Runs the workspace's own build, if this is the tool and the workspace has one.</summary>
    /// <param name="workspace">Finds the workspace; throws where there is none.</param>
    /// <returns>The exit code; null where the targets of this process are the ones to run.</returns>
    public static int? RunInstead(Func<string> workspace)
    {
        if (!IsTool) return null;
        string root;
        try
        {
            root = workspace();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whoever runs the targets tells it, or can do without.
            return null;
        }

        var project = Path.Combine(root, Project);
        if (!File.Exists(project) || !File.ReadAllText(project).Contains("IocOps.Build", StringComparison.OrdinalIgnoreCase)) return null;
        var temp = Path.Combine(root, ".nuke", "temp");
        var bin = Path.Combine(temp, "bin");
        try
        {
            using (WorkspaceLock.AcquireAsync(Path.Combine(temp, "compile"), $"process {Environment.ProcessId}", TimeSpan.FromMinutes(5), _ => { }, default).GetAwaiter().GetResult())
            {
                if (!IsFresh(root, bin) && !Compile(root, bin)) return Usage;
            }

            return Become("dotnet", [Path.Combine(bin, "_build.dll"), .. Environment.GetCommandLineArgs()[1..]]);
        }
        catch (Exception e) when (e is NotWritableException or LockedException or IOException)
        {
            Console.Error.WriteLine(e.Message);
            return Usage;
        }
        catch (Win32Exception)
        {
            Console.Error.WriteLine($"This workspace has targets of its own ({Project}), for which the .NET SDK must be here: https://dotnet.microsoft.com/download.");
            return Usage;
        }
    }

    private static bool IsTool => Assembly.GetEntryAssembly()?.GetCustomAttributes<AssemblyMetadataAttribute>().Any(a => a.Key == "RunsSiteBuilds") == true;

    private static bool IsFresh(string root, string bin) =>
        File.Exists(Stamp(bin)) && File.ReadAllText(Stamp(bin)) == Sources(root);

    private static string Stamp(string bin) => Path.Combine(bin, ".stamp");

    // Name, size and time of every file that the compiler could read, and the version of this tool.
    private static string Sources(string root)
    {
        var text = new StringBuilder();
        var around = AroundIt.Select(f => new FileInfo(Path.Combine(root, f))).Where(f => f.Exists);
        foreach (var file in around.Concat(Below(new DirectoryInfo(Path.Combine(root, "build")))))
            text.Append(CultureInfo.InvariantCulture, $"{file.FullName}\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}\n");
        return text.Append(NewWorkspace.Version).ToString();
    }

    private static IEnumerable<FileInfo> Below(DirectoryInfo folder) => folder.EnumerateFileSystemInfos()
        .Where(e => e.Name is not ("bin" or "obj")).OrderBy(e => e.Name, StringComparer.Ordinal)
        .SelectMany(e => e is DirectoryInfo below ? Below(below) : [(FileInfo)e]);

    private static bool Compile(string root, string bin)
    {
        Console.Error.WriteLine($"Compiling this workspace's own targets ({Project})…");
        var sources = Sources(root);
        var start = new ProcessStartInfo("dotnet", ["build", Path.Combine(root, Project), "-c", "Release", "-o", bin, "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var compiler = Process.Start(start)!;
        var said = compiler.StandardOutput.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode == 0)
        {
            File.WriteAllText(Stamp(bin), sources);
            return true;
        }

        Console.Error.Write(said);
        Console.Error.WriteLine($"The workspace's own targets ({Project}) do not compile; nothing was run.");
        return false;
    }

    // On Unix the program takes the place of this process, with its terminal and its signals.
    private static int Become(string program, string[] arguments)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Native.Execvp(program, [program, .. arguments, null]);
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        using var child = Process.Start(new ProcessStartInfo(program, arguments))!;
        child.WaitForExit();
        return child.ExitCode;
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "execvp", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int Execvp([MarshalAs(UnmanagedType.LPUTF8Str)] string file, [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] arguments);
    }
}
