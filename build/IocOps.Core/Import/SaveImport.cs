using System.Text.RegularExpressions;
using IocOps.Core.Model;

namespace IocOps.Core.Import;

/// <summary>autosave's save files: the original tool called them by a name that it meant otherwise.</summary>
internal static partial class SaveImport
{
    /// <summary>Says how to take the files over; they are not touched.</summary>
    public static void Tell(IocDraft draft, Site site, IReadOnlyList<SaveFile> saves, ImportNotes notes)
    {
        if (!draft.Modules.Contains("autosave"))
        {
            if (saves.Count > 0) notes.Decide(0, $"there are save files ({saves[0].Path}), and the module autosave is not switched on");
            return;
        }

        var folder = Folder(site, draft);
        foreach (var save in saves.OrderBy(s => s.Path, StringComparer.Ordinal))
        {
            if (NewName(save.Name, draft.OldName, draft.Name) is not { } name) continue;
            var target = folder is null ? $"FOLDER/{draft.Name}/{name}" : $"{folder}/{name}";
            if (target == save.Path) continue;
            var advice = folder is null ? ", with FOLDER being the 'save-folder' that you give in site.yaml or ioc.yaml: save files lie on a volume of the node else" : "";
            notes.Decide(0, $"the values saved in '{save.Path}' are found again where the file has its new name; stop the old IOC, and before the first start of the new one: cp -n -- {Shell(save.Path)} {Shell(target)}{advice}");
        }
    }

    /// <summary><c>$NAME-automake.sav</c> → <c>NAME-automake-pass1.sav</c>; null for other files, backups and sequence files among them.</summary>
    internal static string? NewName(string file, string old, string name)
    {
        var match = Save().Match(file);
        if (!match.Success || match.Groups[1].Value != old) return null;
        return $"{name}-automake-{(match.Groups[2].Value == "-pass0" ? "pass0" : "pass1")}.sav";
    }

    private static string? Folder(Site site, IocDraft draft) =>
        site.Defaults.SaveFolder is { } folder ? $"{folder}/{draft.Name}"
        : (draft.ByMount || site.Defaults.Delivery == Delivery.Mount) && site.Mount is { } mount ? $"{mount}/{draft.Name}/{RunFolder.Saves}"
        : null;

    private static string Shell(string path) => PlainPath().IsMatch(path) ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A\$?(.+)-automake(-pass0|-pass1|)\.sav\z")]
    private static partial Regex Save();

    [GeneratedRegex(@"\A[A-Za-z0-9_./-]+\z")]
    private static partial Regex PlainPath();
}
