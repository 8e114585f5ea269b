namespace IocOps.Swarm.Lab.Nodes;

/// <summary>The programs that a lab needs, and how Debian and Ubuntu install them.</summary>
internal sealed class LabPackages(Action<string> say)
{
    /// <summary>Program → package; `modprobe` only where the kernel is modular.</summary>
    private static readonly (string Program, string Package)[] Needed =
    [
        ("dockerd", "docker.io"), ("containerd", "containerd"), ("iptables", "iptables"), ("ip", "iproute2"), ("nsenter", "util-linux"),
        ("modprobe", "kmod"), ("busybox", "busybox-static"),
    ];

    private static readonly Dictionary<string, string> Quiet = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };

    /// <summary>The packages that are missing here.</summary>
    public static IReadOnlyList<string> Missing() =>
        [.. Needed.Where(n => Find(n.Program) is null && !(n.Program == "modprobe" && !Directory.Exists("/lib/modules"))).Select(n => n.Package)];

    /// <summary>Installs what is missing, and says first what that is.</summary>
    public async Task InstallAsync(bool allowed, CancellationToken cancel)
    {
        var missing = Missing();
        if (missing.Count == 0) return;
        var names = string.Join(", ", missing);
        if (Find("apt-get") is null)
        {
            throw new LabException($"The lab needs {names} (names as in Debian) and can install them on Debian and Ubuntu only: install them yourself.");
        }

        if (!allowed) throw new LabException($"The lab needs {names}. Install them, or let LabUp do it.");
        say($"Installing {names} with apt-get. The lab starts engines of its own and leaves an engine that the package may start alone.");
        await AptAsync(["update", "-q"], cancel);
        await AptAsync(["install", "-y", "-q", "--no-install-recommends", "--no-remove", .. missing], cancel);
    }

    /// <summary>Where a program lies, or null. Root's folders count even where PATH lacks them.</summary>
    public static string? Find(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        string[] all = [.. folders, "/usr/sbin", "/sbin", "/usr/bin", "/bin"];
        return all.Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
    }

    private static async Task AptAsync(string[] arguments, CancellationToken cancel)
    {
        using var process = Command.Start("apt-get", arguments, Quiet);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        // Not killed on Ctrl-C: a package manager that is cut off leaves the machine half-configured.
        await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode == 0) return;
        var said = string.Join('\n', $"{await output}\n{await error}".Trim().Split('\n').TakeLast(10));
        throw new LabException($"`apt-get {string.Join(' ', arguments)}` failed with exit code {process.ExitCode}:\n{said}");
    }
}
