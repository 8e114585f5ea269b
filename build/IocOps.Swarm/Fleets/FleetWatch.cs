using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IocOps.Core.Model;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Fleets;

/// <summary>Reads the digest again and again. The folders are read and rendered anew only when a file in them changed.</summary>
/// <param name="root">The workspace.</param>
/// <param name="swarm">Where to look.</param>
public sealed class FleetWatch(string root, ISwarm swarm)
{
    private (string Stamp, FleetWants Wants)? _known;

    /// <summary>The digest now.</summary>
    /// <exception cref="Core.ProblemException"><c>site.yaml</c> has errors.</exception>
    /// <exception cref="SwarmException">The swarm can't be read.</exception>
    public async Task<FleetLook> LookAsync(CancellationToken cancel)
    {
        var observing = Task.Run(() => FleetDigest.ObserveAsync(swarm, cancel), cancel);
        var stamp = Stamp();
        if (_known is not { } known || known.Stamp != stamp) _known = known = (stamp, FleetWants.Of(new FleetFiles(root)));
        return known.Wants.Beside(await observing);
    }

    // Name, size and time of every file: whoever edits one changes one of these.
    private string Stamp()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var folder in new[] { FleetSource.IocsFolder, "templates" })
        {
            var place = new DirectoryInfo(Path.Combine(root, folder));
            if (!place.Exists) continue;
            foreach (var file in place.EnumerateFiles("*", Everything).OrderBy(f => f.FullName, StringComparer.Ordinal))
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}\0")));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static EnumerationOptions Everything => new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
}
