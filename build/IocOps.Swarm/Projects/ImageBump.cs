using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Core.Projects.Editing;
using IocOps.Core.Yaml;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Projects;

/// <summary>Another image for those who have a certain one: in which files it is named, and what is generated anew.</summary>
/// <param name="Edit">The files to change.</param>
/// <param name="Iocs">Names of the IOCs that get the other image.</param>
/// <param name="Generated">Their files, as they will be, and those of services where their image changes.</param>
public sealed record ImageBump(ProjectEdit Edit, IReadOnlyList<string> Iocs, Generated Generated)
{
    /// <summary>Names of IOCs with errors, of which nobody can tell which image they have: none of their files is changed, but where the default of the site is, they may take that.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>What to say of them; null where there are none.</summary>
    public string? Warning => Unknown.Count == 0 ? null
        : $"Warning: which image {string.Join(", ", Unknown)} {(Unknown.Count == 1 ? "has" : "have")} is not known, as ioc.yaml has errors: left as it is, and who names no image there takes the default of site.yaml. CheckIocs tells the errors.";

    /// <summary>
    /// Looks it up. An IOC that names its image in ioc.yaml is changed there; where the image is the site's default, that is changed when
    /// everybody who takes it is meant, else those that are meant get an image of their own.
    /// </summary>
    /// <param name="files">The fleet.</param>
    /// <param name="images">The one that is replaced (with or without the site's registry; * and ? stand for any letters), and the other.</param>
    /// <param name="patterns">Names of IOCs; null for all, and then also the default and the base image of the site.</param>
    /// <param name="conditions">As for ListIocs.</param>
    /// <exception cref="SelectionException">Nobody has it, a name fits nothing, a condition is none.</exception>
    /// <exception cref="ProblemException">The other image is none, or what would be generated has errors.</exception>
    public static ImageBump Of(FleetFiles files, (string From, string To) images, IReadOnlyCollection<string>? patterns, IReadOnlyCollection<string> conditions)
    {
        var site = files.RequireSite();
        var filter = new IocFilter("image", images.From);
        var (all, some) = (IocSelection.Of(files, null, [$"image={images.From}"]), IocSelection.Of(files, patterns, [.. conditions, $"image={images.From}"]));
        var holders = all.Members.Select(m => m.Name).ToList();
        var meant = some.Members.Select(m => m.Name).ToList();
        var own = holders.Where(n => NamesImage(files.Folder(n))).ToHashSet(StringComparer.Ordinal);
        var isAll = patterns is null && conditions.Count == 0;
        var takers = holders.Where(n => !own.Contains(n)).ToList();
        var movesDefault = takers.Count > 0 ? takers.TrueForAll(meant.Contains) : isAll && site.Defaults.Image is { } image && filter.FitsImage(image, site);
        var movesBase = isAll && site.BaseImage is { } baseImage && filter.FitsImage(baseImage, site);
        var edited = meant.Where(n => own.Contains(n) || !movesDefault).ToList();
        if (edited.Count == 0 && !movesDefault && !movesBase) throw new SelectionException(Nobody(files, images.From, isAll));
        var value = YamlEditor.Literal(images.To);
        IReadOnlyList<YamlChange> siteChanges =
            [.. movesDefault ? [Set("defaults.image", value)] : Array.Empty<YamlChange>(), .. movesBase ? [Set("base-image", value)] : Array.Empty<YamlChange>()];
        var edit = new ProjectEdit(files, edited, [Set("image", value)], siteChanges);
        return new ImageBump(edit, meant, Generate(edit.After, meant, movesBase)) { Unknown = movesDefault ? all.Unknown : some.Unknown };
    }

    private static Generated Generate(FleetFiles after, List<string> iocs, bool withServices)
    {
        var generation = new Generation(after);
        List<Generated> parts = [generation.RenderWithHosts(after.Select(iocs.Count > 0 ? iocs : null))];
        if (withServices) parts.AddRange([generation.RenderGlobal(null), generation.RenderServices(null, null)]);
        return new Generated([.. parts.SelectMany(p => p.Files)], [.. parts.SelectMany(p => p.Folders)], []);
    }

    private static YamlChange Set(string path, string value) => new(YamlPath.Parse(path), value);

    private static bool NamesImage(IocFolder folder) => YamlText.Parse("", folder.IocYaml ?? "", []) is YamlMap map && map["image"] is not null;

    private static string Nobody(FleetFiles files, string from, bool isAll)
    {
        var images = files.Fleet.Iocs.Select(i => i.Image).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return $"No IOC{(isAll ? "" : " of these")} has the image '{from}'{Nearest.Sentence(from, images)} There are {string.Join(", ", images)}.";
    }
}
