using IocOps.Swarm.Backup;
using IocOps.Swarm.Lab.Nodes;
using IocOps.Swarm.Tests.EndToEnd;
using IocOps.Swarm.Tests.Lab;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>
/// The service manager of a machine stops and starts the engine: on a machine (a mount namespace) that looks as if it ran systemd, OpenRC or
/// init scripts, with programs of their names that do to a lab node what they are asked to.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ServiceManagerTests : IDisposable
{
    private const string Machine = """
        set -e
        kind=$1; socket=$2; link=$3; aside=$4; shift 4
        mount -t tmpfs tmpfs "$aside"
        mkdir "$aside/lab"
        mount --bind /run/iocops-lab "$aside/lab"
        mount -t tmpfs tmpfs /run
        mkdir /run/iocops-lab
        mount --bind "$aside/lab" /run/iocops-lab
        mount -t tmpfs tmpfs /etc/init.d
        ln -s "$socket" "$link"
        case $kind in
        systemd) mkdir -p /run/systemd/system ;;
        openrc) mkdir /run/openrc; touch /etc/init.d/docker ;;
        sysv) touch /etc/init.d/docker ;;
        esac
        exec "$@"
        """;

    // A service whose socket still listens is started by systemd at the next call.
    private const string Program = """
        #!/bin/sh
        at=$(dirname "$0")
        echo "$(basename "$0") $*" >>"$at/told"
        case "$(basename "$0") $*" in
        *reset-failed*) exit 0 ;;
        *stop*) verb=stop ;;
        *) verb=start ;;
        esac
        case "$(basename "$0") $*" in "systemctl stop docker.service") exit 0 ;; esac
        left=$(cat "$at/refuse-$verb" 2>/dev/null || echo 0)
        if [ "$left" -gt 0 ]; then
            echo $((left - 1)) >"$at/refuse-$verb"
            echo "Job for docker.service failed." >&2
            exit 1
        fi
        touch "$at/$verb"
        while [ -e "$at/$verb" ]; do sleep 0.05; done
        """;

    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _fleet.Dispose();
        _folder.Dispose();
    }

    [LabFact]
    public async Task Systemd_OpenRC_and_init_scripts_are_asked_in_their_words_and_what_they_refuse_leaves_an_engine_that_runs()
    {
        await using var lab = await new BackupLab().UpAsync(1);
        using var end = new CancellationTokenSource();
        _folder.With("machine.sh", Machine);
        foreach (var program in new[] { "systemctl", "rc-service", "service" })
        {
            _folder.With($"bin/{program}", Program);
            File.SetUnixFileMode(_folder[$"bin/{program}"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var serving = ServeAsync(lab, end.Token);
        try
        {
            await SavesAsync(lab, "systemd", "systemctl stop docker.socket docker.service", "systemctl reset-failed docker.socket docker.service", "systemctl start docker.socket docker.service");
            await SavesAsync(lab, "openrc", "rc-service docker stop", "rc-service docker start");
            await SavesAsync(lab, "sysv", "service docker stop", "service docker start");
            await WhatIsRefusedAsync(lab);
        }
        finally
        {
            await end.CancelAsync();
            await serving;
        }
    }

    private async Task SavesAsync(BackupLab lab, string kind, params string[] told)
    {
        var file = ThreeNodes.Done(await RunAsync(lab, kind, "BackupSwarm", "--yes", "--backup-folder", lab.Folder)).Data.Trim();

        Assert.Equal(told, Told());
        Assert.True(ArchiveFile.Verify(file, null).Manifest.HasRaft);
    }

    private async Task WhatIsRefusedAsync(BackupLab lab)
    {
        var archives = Directory.GetFiles(lab.Folder, "iocops-swarm-*");
        using var swarm = lab.Client("n1");

        _folder.With("bin/refuse-stop", "1");
        var stop = await RunAsync(lab, "systemd", "BackupSwarm", "--yes", "--backup-folder", lab.Folder);
        Assert.True(stop.ExitCode == 1, stop.ToString());
        Assert.Contains("exit code 1: Job for docker.service failed.", stop.Notes, StringComparison.Ordinal);
        Assert.True(await LabEngine.AnswersAsync(swarm.Endpoint, default));
        Assert.Equal(archives.Length, Directory.GetFiles(lab.Folder, "iocops-swarm-*").Length);

        _folder.With("bin/refuse-start", "2");
        ThreeNodes.Done(await RunAsync(lab, "sysv", "BackupSwarm", "--yes", "--backup-folder", lab.Folder));

        // A restore whose engine can't be started puts the old state back, and starts that.
        _folder.With("bin/refuse-start", "3");
        var restore = await RunAsync(lab, "openrc", "RestoreSwarm", "--yes", "--backup-file", archives[0]);
        Assert.True(restore.ExitCode == 1, restore.ToString());
        Assert.Contains("The state of before is back in its place.", restore.Notes, StringComparison.Ordinal);
        Assert.Equal("active", await lab.StateAsync("n1"));

        _folder.With("bin/refuse-start", "99");
        var start = await RunAsync(lab, "systemd", "BackupSwarm", "--yes", "--backup-folder", lab.Folder);
        Assert.True(start.ExitCode == 1, start.ToString());
        Assert.Contains("START IT BY HAND", start.Notes, StringComparison.Ordinal);
        Assert.False(await LabEngine.AnswersAsync(swarm.Endpoint, default));
        _folder.With("bin/refuse-start", "0");
        var check = await RunAsync(lab, "systemd", "CheckSwarm");
        Assert.Contains("The engine runs again.", check.Notes, StringComparison.Ordinal);
        Assert.True(await LabEngine.AnswersAsync(swarm.Endpoint, default));
    }

    private async Task<Outcome> RunAsync(BackupLab lab, string kind, params string[] arguments)
    {
        File.Delete(_folder["bin/told"]);
        Directory.CreateDirectory(_folder["aside"]);
        // Not the lab's own path: the lab would stop and start its node itself.
        var link = $"/run/{lab.Controller.Paths.Name}.sock";
        var product = new Product(_fleet.Path, $"unix://{link}").With("PATH", $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}")
            .Within("unshare", "--mount", "--propagation", "private", "sh", _folder["machine.sh"], kind, lab.Controller.Paths.Endpoint("n1")["unix://".Length..], link, _folder["aside"]);
        return await product.RunAsync(arguments);
    }

    private string[] Told() => File.ReadAllLines(_folder["bin/told"]);

    /// <summary>Does to the node what the programs were asked for.</summary>
    private async Task ServeAsync(BackupLab lab, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            foreach (var (verb, act) in new (string, Func<Task>)[] { ("stop", () => lab.Controller.StopAsync("n1", default)), ("start", () => lab.Controller.StartAsync("n1", default)) })
            {
                if (!File.Exists(_folder[$"bin/{verb}"])) continue;
                await act();
                File.Delete(_folder[$"bin/{verb}"]);
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }
}
