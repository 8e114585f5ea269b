using IocOps.Engine.Pictures;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Workspaces;

// The targets themselves. NUKE has a picture of its own (--plan) and hands out no graph: this file is compiled for IocOps.Engine only.
sealed partial class Build
{
    [Parameter("Graph: only these targets, and all that they need", Name = "of")]
    readonly string[]? GraphOf = null;

    [Category("IocOps itself")]
    Target Graph => _ => _
        .Description("Draws which target needs which into --file F.svg (also .md, with Mermaid): all of them, or those of --of and what they need")
        .Requires(() => PictureFile)
        .Executes(() => Run(() =>
        {
            var map = TargetMap.Of(ExecutableTargets, GraphOf?.Select(TargetNamed).ToList());
            var title = GraphOf is null ? "The targets of IocOps" : $"What {string.Join(", ", map.Linked.Concat(map.Alone).Where(t => GraphOf.Contains(t.Name, StringComparer.OrdinalIgnoreCase)).Select(t => t.Name))} {(GraphOf.Length == 1 ? "needs" : "need")}";
            WholeFile.Write(PictureFile!, Path.GetExtension(PictureFile!.ToString()).ToUpperInvariant() switch
            {
                ".SVG" => TargetSvg.Write(map, title),
                ".MD" => TargetMermaid.Write(map, title),
                _ => throw new SelectionException($"--file {PictureFile} is neither .svg nor .md: the ending says what is written."),
            });
            Out.Note($"{Counted(map.Linked.Count + map.Alone.Count, "target")} drawn into {PictureFile}.");
        }));

    ExecutableTarget TargetNamed(string name) => ExecutableTargets.FirstOrDefault(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SelectionException($"There is no target '{name}'{IocOps.Core.Nearest.Hint(name, ExecutableTargets.Select(t => t.Name))}");
}
