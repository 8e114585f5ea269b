using System.Globalization;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Projects;

/// <summary>A file of a backup, laid out, and the place where it goes. A save file that it replaces is kept beside it.</summary>
internal sealed class RestoredFile
{
    private readonly string _source;
    private readonly string _below;

    /// <summary>Looks at the place.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="source">The file as laid out.</param>
    /// <param name="target">Absolute.</param>
    /// <param name="below">The folder that it must stay in.</param>
    public RestoredFile(string name, string source, string target, string below) =>
        (Name, _source, Target, _below, IsThere) = (name, source, target, below, Path.Exists(target));

    /// <summary>What people call it.</summary>
    public string Name { get; }

    /// <summary>Where it goes.</summary>
    public string Target { get; }

    /// <summary>True where something has its place.</summary>
    public bool IsThere { get; }

    /// <summary>True for what autosave writes.</summary>
    public bool IsSave => SavesWithin.Is(Path.GetFileName(Target));

    /// <summary>True where the place holds it already.</summary>
    public bool IsSame => IsThere && PlainFile.Holds(Target, File.ReadAllBytes(_source));

    /// <summary>A link on the way to its place, which is not followed; null where there is none.</summary>
    public string? Link => WholeCopy.LinkOnTheWay(Target, _below);

    /// <summary>What will be done.</summary>
    public string Line => !IsThere ? $"+ {Name}"
        : IsSave ? $"~ {Name} is replaced; what it holds now is kept as {Path.GetFileName(Target)}.before-<time>"
        : $"~ {Name} is replaced; what it holds now is gone";

    /// <summary>Puts it there.</summary>
    /// <param name="now">UTC; part of the name of what is kept.</param>
    /// <returns>Where a save file is kept that was replaced; null where none was.</returns>
    /// <exception cref="IOException">A link is in the way, or something came there since this looked; it is as it was.</exception>
    public string? Put(DateTime now)
    {
        if (Link is { } link) throw new IOException(WholeCopy.Refusal(link));
        Directory.CreateDirectory(Path.GetDirectoryName(Target)!);
        string? kept = null;
        WholeCopy.Make(_source, Target, draft =>
        {
            if (!IsThere || !IsSave) File.Move(draft, Target, overwrite: IsThere);
            else if (Path.Exists(Target)) Exchange(draft, kept = FreeName(now));
            else File.Move(draft, Target, overwrite: false);
        });
        return kept;
    }

    // Where a run is killed in between, both are there under names that autosave does not read, and its own copy (savB) is what it takes.
    private void Exchange(string draft, string kept)
    {
        File.Move(Target, kept, overwrite: false);
        try
        {
            File.Move(draft, Target, overwrite: false);
        }
        catch when (!Path.Exists(Target))
        {
            File.Move(kept, Target, overwrite: false);
            throw;
        }
    }

    private string FreeName(DateTime now)
    {
        var first = string.Create(CultureInfo.InvariantCulture, $"{Target}.before-{now:yyyyMMdd'T'HHmmss'Z'}");
        var name = first;
        for (var number = 2; Path.Exists(name); number++) name = string.Create(CultureInfo.InvariantCulture, $"{first}-{number}");
        return name;
    }
}
