using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IocOps.Swarm.Fleets;

/// <summary>
/// Says of a process which one it is, so that another process of the same machine can tell later whether it is still alive. The number
/// alone is given to the next process sooner or later.
/// </summary>
/// <param name="Id">Its number, as seen in <paramref name="Space"/>.</param>
/// <param name="Start">When it was started: in ticks since boot on Linux, which no change of the clock moves.</param>
/// <param name="Boot">The machine's boot; empty where that is not known.</param>
/// <param name="Space">The namespace of process numbers (every container has its own); empty where there are none.</param>
/// <param name="Machine">Which machine it is, whatever it is called: a hash of its id; empty where it has none.</param>
internal sealed record ProcessMark(int Id, string Start, string Boot, string Space, string Machine)
{
    /// <summary>Of the running process.</summary>
    public static ProcessMark OfThisProcess() => Now(Environment.ProcessId, StartOf(Environment.ProcessId) ?? "");

    /// <summary>Reads what <see cref="ToString"/> gave; null for anything else.</summary>
    public static ProcessMark? Parse(string? text) =>
        text?.Split('@') is [var id, var start, var boot, var space, .. var more] && more.Length < 2 && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new ProcessMark(number, start, boot, space, more is [var machine] ? machine : "")
            : null;

    /// <summary>True only where this is sure: numbers of another namespace mean nothing here.</summary>
    public bool IsDead
    {
        get
        {
            var here = Now(Id, "");
            if (Space != here.Space) return false;
            // Two machines may share a name (clones, localhost), and all have the same number for their first namespace.
            if (Boot != here.Boot) return Machine.Length > 0 && Machine == here.Machine;
            return StartOf(Id) is { } start ? start != Start : !Exists(Id);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}@{Start}@{Boot}@{Space}@{Machine}");

    private static ProcessMark Now(int id, string start) => OperatingSystem.IsLinux()
        ? new ProcessMark(id, start, ReadOrNull("/proc/sys/kernel/random/boot_id")?.Trim() ?? "", new FileInfo("/proc/self/ns/pid").LinkTarget ?? "", ThisMachine.Value)
        : new ProcessMark(id, start, "", "", "");

    // machine-id(5): it is to be hashed where others can read it.
    private static readonly Lazy<string> ThisMachine = new(() => ReadOrNull("/etc/machine-id")?.Trim() is { Length: > 0 } id
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"iocops {id}")))[..12] : "");

    // Null where there is no such process, or where its start can't be seen.
    private static string? StartOf(int id) => OperatingSystem.IsLinux()
        ? ReadOrNull(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat")) is { } stat ? Ticks(stat) : null
        : SystemStartOf(id);

    // proc_pid_stat(5): the 2nd field is the name in parentheses and may hold anything; the 3rd is the state, the 22nd the start. A zombie
    // does nothing any more.
    private static string Ticks(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? "ended" : fields[19];
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? SystemStartOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.StartTime.ToUniversalTime().ToString("yyyyMMddTHHmmss", CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    // Some machines hide other users' processes from /proc.
    private static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
