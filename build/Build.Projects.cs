using IocOps.Core.Projects.Editing;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;
using IocOps.Swarm.Views;

// IOCs come, change and go: the folders in iocs/.
sealed partial class Build
{
    [Parameter("Name of the new IOC: small letters, digits and '-'", Name = "name")]
    readonly string? NewName = null;

    [Parameter("What the IOC is for", Name = "description")]
    readonly string? DescriptionText = null;

    [Parameter("What to begin with: NewIoc a kind (plain, asyn-tcp, stream-tcp, stream-serial, a folder of templates/projects) or an IOC, RenameIoc the IOC")]
    readonly string? From = null;

    [Parameter("Only IOCs that are so, as key=value: image, modules, host, layout, delivery, bin, port, label and more; * and ? stand for any letters")]
    readonly string[]? Where = null;

    // A value may hold commas.
    [Parameter("Keys of ioc.yaml to set, as key=value: image=ioc/st-ioc:2, deploy.limits.memory=64M, databases[0].macros.P=SR", Name = "set", Separator = "\n")]
    readonly string[]? SetKeys = null;

    [Parameter("Keys of ioc.yaml to take away", Name = "unset", Separator = "\n")]
    readonly string[]? UnsetKeys = null;

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

    Target ListIocs => _ => _
        .Description("Lists the IOCs of the workspace, those of --ioc-list (with * and ?) that are as --where says; also those with errors")
        .Executes(() => Run(() => IocsView.Show(IocSelection.Of(Files, IocList, Where ?? []), IsJson, Out)));

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
