using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace IocOps.Swarm.Audit;

/// <summary>
/// Writes down the changes of a run, each at the moment when it was made. Trouble with that is told once and never fails the work. Secrets
/// of a swarm are struck out wherever they should turn up.
/// </summary>
/// <param name="file">Where to.</param>
/// <param name="syslog">And where else; may be null.</param>
/// <param name="warn">Told once when lines can't be written.</param>
public sealed partial class AuditTrail(AuditFile file, Syslog? syslog, Action<string> warn)
{
    /// <summary>So long that every syslog takes the line (RFC 5424 section 6.1: receivers should take 2048 bytes).</summary>
    private const int LongestText = 500;

    private readonly Lock _alone = new();
    private bool _hasWarnedOfFile;
    private bool _hasWarnedOfSyslog;

    /// <summary>The target that runs.</summary>
    public string Target { get; set; } = "";

    /// <summary>The engine that it talks to; null where it talks to none.</summary>
    public Func<string>? Engine { get; set; }

    /// <summary>Writes a line. Can be called from several threads.</summary>
    /// <param name="what">Was changed.</param>
    /// <param name="failure">Why it was not; null where it was.</param>
    public void Write(string what, string? failure = null)
    {
        var line = new AuditLine(DateTime.UtcNow, Target, Clean(what))
        {
            User = Environment.UserName,
            SudoUser = Environment.GetEnvironmentVariable("SUDO_USER") is { Length: > 0 } user ? user : null,
            Host = Environment.MachineName,
            Process = Environment.ProcessId,
            Engine = Engine?.Invoke(),
            Failure = failure is null ? null : Clean(failure),
        };
        lock (_alone)
        {
            Try(() => file.Append(line.ToString()), ref _hasWarnedOfFile, "The audit log can't be written, and the changes of this run are not in it; --audit-file names another place");
            if (syslog is not null) Try(() => syslog.Send(line), ref _hasWarnedOfSyslog, "Syslog can't be reached for the audit");
        }
    }

    private void Try(Action write, ref bool hasWarned, string trouble)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or TimeoutException)
        {
            if (!hasWarned) warn($"Warning: {trouble}: {e.Message}");
            hasWarned = true;
        }
    }

    private static string Clean(string text)
    {
        var line = Secrets().Replace(text.ReplaceLineEndings(" ").Trim(), "$1…");
        return line.Length <= LongestText ? line : line[..LongestText] + "…";
    }

    // Join tokens and unlock keys as swarmkit writes them.
    [GeneratedRegex(@"(SWMTKN-|SWMKEY-)\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Secrets();
}
