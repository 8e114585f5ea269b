using System.Globalization;
using System.Text.RegularExpressions;

namespace IocOps.Core.Backup;

/// <summary>The name of an archive: <c>iocops-swarm-CLUSTER-20260301T080000Z.tar.gz</c>, with <c>.enc</c> where it is encrypted.</summary>
/// <param name="Cluster">Id of the swarm.</param>
/// <param name="Time">UTC.</param>
/// <param name="Online">A logical copy alone: <c>…Z-logical.tar.gz</c>.</param>
/// <param name="Encrypted">It needs a passphrase.</param>
public sealed partial record BackupName(string Cluster, DateTime Time, bool Online, bool Encrypted)
{
    private const string Stamp = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>UTC, to the second: what is finer is not in the name, and would make an archive older than itself.</summary>
    public DateTime Time { get; init => field = Second(value); } = Second(Time);

    /// <inheritdoc/>
    public override string ToString() =>
        $"iocops-swarm-{Cluster}-{Time.ToString(Stamp, CultureInfo.InvariantCulture)}{(Online ? "-logical" : "")}.tar.gz{(Encrypted ? ".enc" : "")}";

    /// <summary>Reads a name that <see cref="ToString"/> gave; null for anything else.</summary>
    public static BackupName? Parse(string name)
    {
        var match = Form().Match(name);
        if (!match.Success || !DateTime.TryParseExact(match.Groups["time"].Value, Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return null;
        return new BackupName(match.Groups["cluster"].Value, time, match.Groups["online"].Success, match.Groups["enc"].Success);
    }

    /// <summary>
    /// Which files of a folder are more than so many of the kind that was just made: the same swarm, with or without raft state, oldest
    /// first. The new one is never among them.
    /// </summary>
    /// <param name="names">Of all files in the folder.</param>
    /// <param name="made">The new archive.</param>
    /// <param name="keep">How many stay, the new one included.</param>
    public static IReadOnlyList<string> Surplus(IEnumerable<string> names, BackupName made, int keep)
    {
        var same = names.Select(n => (Name: n, Parsed: Parse(n))).Where(n => n.Parsed is { } p && p.Cluster == made.Cluster && p.Online == made.Online && p.Time < made.Time)
            .OrderByDescending(n => n.Parsed!.Time).ThenByDescending(n => n.Name, StringComparer.Ordinal).Select(n => n.Name).ToList();
        return [.. same.Skip(Math.Max(keep - 1, 0)).Reverse()];
    }

    private static DateTime Second(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);

    [GeneratedRegex(@"\Aiocops-swarm-(?<cluster>[a-z0-9]{1,64})-(?<time>\d{8}T\d{6}Z)(?<online>-logical)?\.tar\.gz(?<enc>\.enc)?\z", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Form();
}
