using IocOps.Core.Planning;
using IocOps.Core.Projects.Editing;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;
using IocOps.Swarm.Views;
using IocOps.Swarm.Workspaces;

// IOCs come, change and go: the folders in iocs/.
sealed partial class Build
{
    [Parameter("Name of the new IOC: small letters, digits and '-'; InitWorkspace: of the stack", Name = "name")]
    readonly string? NewName = null;

    [Parameter("What the IOC is for", Name = "description")]
    readonly string? DescriptionText = null;

    [Parameter("What to begin with: NewIoc a kind (plain, asyn-tcp, stream-tcp, stream-serial, a folder of templates/projects) or an IOC, RenameIoc the IOC, BumpImage the image (* and ? stand for any letters), ImportIocs the ioc-repository of IocManager, a folder per IOC with its ioc.ini")]
    readonly string? From = null;

    [Parameter("Only IOCs that are so, as key=value: image, modules, host, layout, delivery, bin, port, label and more; * and ? stand for any letters")]
    readonly string[]? Where = null;

    // A value may hold commas.
    [Parameter("Keys of ioc.yaml to set, as key=value: image=ioc/st-ioc:2, deploy.limits.memory=64M, databases[0].macros.P=SR", Name = "set", Separator = "\n")]
    readonly string[]? SetKeys = null;

    [Parameter("Keys of ioc.yaml to take away", Name = "unset", Separator = "\n")]
    readonly string[]? UnsetKeys = null;

    [Parameter("Also end the services of the IOCs, in the same step", Name = "remove-service")]
    readonly bool RemoveService = false;

    [Parameter("Also the run folders on the mount: what was exported, save files, logs", Name = "with-run-files")]
    readonly bool WithRunFiles = false;

    [Parameter("Rename files only, whatever runs", Name = "files-only")]
    readonly bool FilesOnly = false;

    [Category("IOC projects")]
    Target InitWorkspace => _ => _
        .Description("Makes a workspace of the folder that --workspace names: iocs/site.yaml for the stack --name (else the folder's name), pipelines.yaml, .gitignore and what else it needs and lacks; overwrites nothing but the schemas for editors")
        .Executes(() => Run(async cancel =>
        {
            var workspace = new NewWorkspace(RootDirectory, NewName);
            var missing = workspace.Missing;
            if (!DryRun) await Locked(() => Touched(workspace.Write()), cancel);
            workspace.Tell(Out, missing, DryRun);
        }));

    [Category("IOC projects")]
    Target NewIoc => _ => _
        .Description("Makes the folder of a new IOC --name, --from a kind (plain, asyn-tcp, stream-tcp, stream-serial) or another IOC; overwrites nothing")
        .Requires(() => NewName)
        .Executes(() => Run(async cancel =>
        {
            var project = new NewProject(Files, NewName!, From ?? "plain", [.. Description(DescriptionText), .. Changes()]);
            if (!DryRun)
            {
                await Locked(() => Touched(Done(project.Write)), cancel);
                Out.Changed($"{project.Folder.Path} made from {From ?? "plain"}");
            }

            project.Tell(Out, DryRun);
        }));

    [Category("IOC projects")]
    Target ListIocs => _ => _
        .Description("Lists the IOCs of the workspace, those of --ioc-list (with * and ?) that are as --where says; also those with errors")
        .Executes(() => Run(() => IocsView.Show(IocSelection.Of(Files, IocList, Conditions), IsJson, Out)));

    [Category("IOC projects")]
    Target SetIoc => _ => _
        .Description("Sets (--set key=value) and takes away (--unset key) keys in the ioc.yaml of the IOCs of --ioc-list; comments, order and line ends stay; asks")
        .Requires(() => IocList)
        .Executes(() => Run(async cancel =>
        {
            var edit = new ProjectEdit(Files, Files.Names(IocList), Changes());
            if (edit.Names.Count == 0) Out.Note("Nothing to change: all are so already.");
            else if (Agreement.Agreed(Out, edit.Differences, $"Change {Counted(edit.Names.Count, "file")}?"))
            {
                await Locked(() => Touched(Done(() => edit.Write(Out))), cancel);
                Out.Note($"Changed {Counted(edit.Names.Count, "file")}{(edit.Unchanged > 0 ? $"; {edit.Unchanged} were so already" : "")}. Next: GenSwarmFile.");
            }
        }));

    [Category("IOC projects")]
    Target DeleteIoc => _ => _
        .Description("Deletes the folders of the IOCs of --ioc-list; --remove-service also ends their services; volumes, save files and the mount stay; asks")
        .Requires(() => IocList)
        .Executes(() => Run(async cancel =>
        {
            var names = Files.Names(IocList);
            var removal = new ProjectRemoval(Files, names);
            var services = await ProjectServices.ReadAsync(Swarm, Files.RequireSite().Stack, names, cancel);
            if (RemoveService && services.Trouble is { } trouble) throw new SwarmException(trouble);
            if (!Agreement.Agreed(Out, await removal.LinesAsync(services, RemoveService, cancel), $"Delete {Counted(names.Count, "IOC")}?")) return;
            if (RemoveService && services.Rows.Count > 0) await RemoveServicesAsync(names, cancel);
            await Locked(() => Touched(Done(() => removal.Remove(Out))), cancel);
        }));

    [Category("IOC projects")]
    Target RenameIoc => _ => _
        .Description("Renames the IOC --from to --to: folder, what is named after it, generated files, save files, and the service, which ends and starts anew; asks once")
        .Requires(() => From)
        .Requires(() => To)
        .Executes(() => Run(async cancel =>
        {
            var renaming = new ProjectRenaming(Files, From!, To!, MountHere);
            var services = FilesOnly ? ProjectServices.NotAsked : await ProjectServices.ReadAsync(Swarm, Files.RequireSite().Stack, [From!, To!], cancel);
            var old = services.Rows.FirstOrDefault(r => r.Ioc == From);
            using var swarm = old is null ? null : Swarm();
            using var engines = swarm is null ? null : Engines(swarm);
            var work = old is null ? null : await ServiceRenaming.ReadAsync(swarm!, renaming, old.Id, engines!.HasVolumeAsync, cancel);
            if (!Agreement.Agreed(Out, renaming.Lines(services, work), $"Rename {From} to {To}?")) return;
            await Locked(() => Touched(Done(() => renaming.WriteFiles(Out))), cancel);
            if (work is not null) await MoveServiceAsync(renaming, work, cancel);
            else if (!renaming.IsGone(services)) Out.Note(renaming.LeftToDo);
            else if (renaming.Obstacle(null) is { } obstacle) Out.Note(renaming.CopyThem(obstacle, "DeployIocs"));
            else renaming.CopySaveFiles(Out);
        }));

    [Category("IOC projects")]
    Target SyncSource => _ => _
        .Description("Lists files in src/ that ioc.yaml does not name, and names in ioc.yaml without a file; exits 3 when there are some")
        .Executes(() => Run(() =>
        {
            Files.RequireSite();
            if (SourcesView.Show(Files, Files.Names(IocList), IsJson, Out)) ExitCode = 3;
        }));

    [Category("IOC projects")]
    Target BackupIocs => _ => _
        .Description("Saves the IOCs of --ioc-list, or all with site.yaml and templates, to the archive --backup-file; --with-run-files also what lies on the mount")
        .Requires(() => BackupFile)
        .Executes(() => Run(async cancel => await Locked(() => Done(() => new ProjectBackup(Files, Out).Save(BackupFile!, NamedIocs, RunFilesMount, DateTime.UtcNow, cancel)), cancel)));

    [Category("IOC projects")]
    Target RestoreIocs => _ => _
        .Description("Puts the IOCs of --backup-file back, or those of --ioc-list; replaces none that differs without --force; --with-run-files also what lay on the mount; asks")
        .Requires(() => BackupFile)
        .Executes(() => Run(async cancel =>
        {
            using var held = await WorkspaceLock.AcquireAsync(TemporaryDirectory, Holder, Seconds(LockSeconds, "--lock-timeout"), other => Out.Note($"Waiting for {other}, who writes to this workspace now."), cancel);
            if (!DryRun) ProjectRestore.Mend(RootDirectory, Out);
            using var restore = new ProjectRestore(RootDirectory, BackupFile!, RunFilesMount, cancel);
            restore.Choose(IocList, Force);
            if (restore.WithSaves.Count > 0) restore.RequireStopped(await ProjectServices.ReadAsync(Swarm, Files.Fleet.Site?.Stack ?? restore.Manifest.Stack, restore.WithSaves, cancel));
            if (!restore.HasWork) foreach (var line in restore.Lines.Append(restore.Nothing)) Out.Note(line);
            else if (Agreement.Agreed(Out, restore.Lines, "Restore?")) Touched(Done(() => restore.Apply(Out, DateTime.UtcNow)));
        }));

    // A variable of the shell that is empty must not mean everybody.
    string[] Conditions => Where is { Length: 0 } ? throw new SelectionException("The list of conditions is empty. Write --where key=value, or leave it out for all IOCs.") : Where ?? [];

    // Where this machine sees the mount; null where run files are not wanted.
    string? RunFilesMount => !WithRunFiles ? null
        : MountHere ?? Files.RequireSite().Mount ?? throw new SelectionException("There are no run files: site.yaml names no 'mount'.");

    async Task RemoveServicesAsync(IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        using var swarm = Swarm();
        await new FleetDeployment(swarm, Out, Options).RunAsync(FleetSwarm.Desire(Files, []), PlanScope.RemoveIocs(names), cancel);
    }

    async Task MoveServiceAsync(ProjectRenaming renaming, ServiceRenaming work, CancellationToken cancel)
    {
        try
        {
            var isWhole = await work.RunAsync(Out, Options, c => Locked(() => Touched(FleetExport.Run(renaming.After, [To!], new ExportOptions(MountHere), Out) > 0), c), cancel);
            if (!isWhole) ExitCode = 1;
        }
        catch
        {
            Out.Note($"The folder has its new name, the services are not all as they should be. {renaming.LeftToDo}");
            throw;
        }
    }

    static string Counted(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    static bool Done(Action act)
    {
        act();
        return true;
    }

    static IEnumerable<YamlChange> Description(string? text) => text is null ? [] : [new YamlChange(YamlPath.Parse("description"), YamlEditor.Literal(text))];

    IReadOnlyList<YamlChange> Changes()
    {
        try
        {
            return [.. (SetKeys ?? []).Select(YamlChange.ParseSet), .. (UnsetKeys ?? []).Select(YamlChange.ParseUnset)];
        }
        catch (FormatException e)
        {
            throw new SelectionException($"{e.Message}.");
        }
    }
}
