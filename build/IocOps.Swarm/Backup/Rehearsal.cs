using System.Diagnostics;
using System.Globalization;
using IocOps.Core.Backup;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Backup;

/// <summary>What came of a rehearsal.</summary>
/// <param name="File">The archive.</param>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="Engine">Version with which it was tried.</param>
/// <param name="Differences">From the copy, a sentence each; none where it came up as it was.</param>
public sealed record RehearsalResult(string File, BackupManifest Manifest, string Engine, IReadOnlyList<string> Differences);

/// <summary>
/// Restores a backup for trial: on a lab node of its own, in a network that reaches nothing, with an engine that can start no container;
/// looks whether everything is there, and takes the node down.
/// </summary>
/// <param name="output">Where to say what happens.</param>
public sealed class Rehearsal(Output output)
{
    private const string LabPrefix = "rehearsal-";

    /// <summary>Tries it.</summary>
    /// <returns>What came up.</returns>
    /// <exception cref="SelectionException">The archive can't be used.</exception>
    /// <exception cref="SwarmException">It can't be restored, or this machine can have no lab.</exception>
    public async Task<RehearsalResult> RunAsync(RestoreOptions options, CancellationToken cancel)
    {
        var content = ArchiveFile.Verify(options.File, options.Passphrase);
        if (!content.Manifest.HasRaft) throw new SelectionException($"{options.File} is a logical copy (BackupSwarm --online): there is no state in it to bring up.");
        if (content.Manifest.Autolock && options.UnlockKey is null) throw new SelectionException("The managers of this swarm are locked after a start: give the unlock key with UNLOCK_KEY or --unlock-key-file.");
        output.Note("The archive is whole. Bringing up a node to try it on…");
        await RemoveOrphansAsync(cancel);
        var lab = new LabController(string.Create(CultureInfo.InvariantCulture, $"{LabPrefix}{Environment.ProcessId}"), _ => { });
        var watch = Stopwatch.StartNew();
        try
        {
            var status = await lab.UpAsync(new LabOptions(1) { WithImage = false, RunsContainers = false }, cancel);
            using var swarm = new SwarmClient(DockerEndpoint.Parse(status.Endpoint, "the rehearsal"));
            var quiet = new Output(TextWriter.Null, TextWriter.Null, false, false);
            var restore = new SwarmRestore(new LocalEngine(swarm, quiet, (null, null)), quiet, new Consent(false, true));
            await restore.RunAsync(options with { ForceNewCluster = true, AdvertiseAddr = status.Nodes[0].Address, Force = true }, cancel);
            var engine = await SayEngineAsync(swarm, content.Manifest, cancel);
            var found = await LogicalReader.ReadAsync(swarm, cancel);
            output.Note(string.Create(CultureInfo.InvariantCulture, $"It came up, {watch.Elapsed.TotalSeconds:0.0} s after the beginning: {found.Counts}."));
            return new RehearsalResult(options.File, content.Manifest, engine, LogicalComparison.Of(content.Logical, found));
        }
        finally
        {
            await lab.DownAsync(CancellationToken.None);
        }
    }

    private async Task<string> SayEngineAsync(SwarmClient admin, BackupManifest manifest, CancellationToken cancel)
    {
        var here = (await admin.InfoAsync(cancel)).ServerVersion ?? "";
        if (here != manifest.EngineVersion) output.Note($"Tried with Docker Engine {here}; the copy is of {manifest.EngineVersion}, and an older engine may not know all that is in it.");
        return here;
    }

    /// <summary>Takes down what rehearsals left that were killed.</summary>
    private static async Task RemoveOrphansAsync(CancellationToken cancel)
    {
        const string Labs = "/var/lib/iocops-lab";
        if (!Directory.Exists(Labs)) return;
        foreach (var name in Directory.GetDirectories(Labs).Select(d => Path.GetFileName(d)!).Where(n => n.StartsWith(LabPrefix, StringComparison.Ordinal)))
        {
            if (!Directory.Exists($"/proc/{name[LabPrefix.Length..]}")) await new LabController(name, _ => { }).DownAsync(cancel);
        }
    }
}
