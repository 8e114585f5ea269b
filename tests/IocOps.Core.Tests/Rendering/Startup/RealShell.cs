using System.Diagnostics;
using System.Text;
using System.Text.Json;
using IocOps.Core.Model;

namespace IocOps.Core.Tests.Rendering.Startup;

/// <summary>What EPICS's own shell made of a script.</summary>
/// <param name="Calls">Commands of modules, as <see cref="ScriptCall.ToString"/> shows them; arguments that were left out are left out.</param>
/// <param name="Records">The text of every database with its macros replaced, in the order of loading.</param>
/// <param name="Variables">Of the environment, after the script.</param>
/// <param name="Said">What stood on the error output: nothing, for a good script.</param>
internal sealed record ShellRun(IReadOnlyList<string> Calls, IReadOnlyList<string> Records, IReadOnlyDictionary<string, string?> Variables, IReadOnlyList<string> Said);

/// <summary>Runs startup scripts in EPICS's own shell, each in folders like those of its container.</summary>
internal static class RealShell
{
    // What a database of a module might hold; the macros are those that the module's own file has.
    private const string ModuleRecords = "record(ai, \"$(IOC=)$(HOST=)$(P=)$(R=):x\") { field(INP, \"$(PORT=)$(ADDR=)$(IMAX=)$(OMAX=)\") }\n";

    /// <summary>In the order of <paramref name="scripts"/>, which have one application in common.</summary>
    public static IReadOnlyList<ShellRun> Run(IReadOnlyList<(Ioc Ioc, IReadOnlyDictionary<string, string> Files)> scripts)
    {
        var folder = Directory.CreateTempSubdirectory("iocops-shell-").FullName;
        try
        {
            var layout = scripts[0].Ioc.Layout;
            var arguments = new List<string> { typeof(IocOps.IocShell.ShellProgram).Assembly.Location, layout.Registrar, layout.HasSystem ? "-" : "system" };
            foreach (var (script, number) in scripts.Select((s, i) => (s, i)))
            {
                var root = Path.Combine(folder, $"{number}");
                Write(root, script.Ioc, script.Files);
                arguments.AddRange([root, root + script.Ioc.Layout.RunFolder + "/" + RunFolder.StartupScript]);
            }

            return [.. Start(arguments).Select(Read)];
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static void Write(string root, Ioc ioc, IReadOnlyDictionary<string, string> files)
    {
        var layout = ioc.Layout;
        var top = layout.Top.StartsWith('$') ? "/opt/EPICS/IOC/TOP" : layout.Top;
        var all = new Dictionary<string, string>(files) { [$"{top}/{layout.Dbd}"] = "", [$"{layout.LogFolder}/x"] = "", [$"{layout.RunFolder}/{RunFolder.Requests}/x"] = "", [$"{layout.RunFolder}/{RunFolder.Saves}/x"] = "" };
        if (layout.BootFolder is { } boot) all[$"{boot}/envPaths"] = $"epicsEnvSet(\"IOC\",\"ioc{ioc.Bin}\")\nepicsEnvSet(\"TOP\",\"{top}\")\n";
        foreach (var records in new[] { layout.StatusIocDb, layout.StatusOsDb, layout.AsynRecordDb }.OfType<string>()) all[records] = ModuleRecords;
        foreach (var (path, text) in all)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root + path)!);
            // A container's '/' is a folder here; nothing else in the script is changed.
            File.WriteAllText(root + path, path.EndsWith("/st.cmd", StringComparison.Ordinal) || path.EndsWith("/envPaths", StringComparison.Ordinal) ? Below(root, text) : text);
        }
    }

    private static string Below(string root, string script) => script
        .Replace("\"/opt/", $"\"{root}/opt/", StringComparison.Ordinal).Replace(" /opt/", $" {root}/opt/", StringComparison.Ordinal)
        .Replace("\"/epics/", $"\"{root}/epics/", StringComparison.Ordinal).Replace(" /epics/", $" {root}/epics/", StringComparison.Ordinal)
        .Replace("\"/run/", $"\"{root}/run/", StringComparison.Ordinal).Replace(" /run/", $" {root}/run/", StringComparison.Ordinal);

    private static string[] Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static ShellRun Read(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        return new ShellRun(
            [.. json.GetProperty("calls").EnumerateArray().Select(c => new ScriptCall(c.GetProperty("Name").GetString()!, [.. c.GetProperty("Arguments").EnumerateArray().Select(a => a.GetString()).OfType<string>()], "").ToString())],
            [.. json.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("Text").GetString()!)],
            json.GetProperty("variables").EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()),
            [.. json.GetProperty("said").EnumerateArray().Select(s => s.GetString()!)]);
    }
}
