using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Views;

/// <summary>Source files that are out of step with ioc.yaml.</summary>
public static class SourcesView
{
    /// <summary>Lists them; true where there are some.</summary>
    /// <param name="files">The fleet.</param>
    /// <param name="names">Whose.</param>
    /// <param name="json">For programs.</param>
    /// <param name="output">Where to.</param>
    public static bool Show(FleetFiles files, IReadOnlyList<string> names, bool json, Output output)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(output);
        var members = files.Fleet.Members.Where(m => names.Contains(m.Name)).ToList();
        var found = members.SelectMany(m => SourceSync.Of(m, files.Folder(m.Name))).ToList();
        if (json)
        {
            output.Data(JsonStyle.Array(found, (writer, f) =>
            {
                writer.WriteString("ioc", f.Ioc);
                writer.WriteString("file", $"{FleetSource.IocsFolder}/{f.Ioc}/src/{f.File}");
                writer.WriteString("state", f.IsNew ? "new" : "vanished");
            }));
        }
        else
        {
            foreach (var f in found) output.Data($"{FleetSource.IocsFolder}/{f.Ioc}/src/{f.File}: {(f.IsNew ? "new: nothing in ioc.yaml names it" : "vanished: ioc.yaml names it")}");
        }

        foreach (var broken in members.Where(m => !m.IsReadable)) output.Note($"Warning: ioc.yaml of {broken.Name} can't be read, and was not compared.");
        output.Note(found.Count == 0 ? "Sources and ioc.yaml are in step." : $"{found.Count(f => f.IsNew)} new, {found.Count(f => !f.IsNew)} vanished. Name or remove the new ones; bring back the vanished ones or take their names out of ioc.yaml.");
        return found.Count > 0;
    }
}
