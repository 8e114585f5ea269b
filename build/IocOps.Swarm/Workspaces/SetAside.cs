using IocOps.Core;
using IocOps.Core.Model;

namespace IocOps.Swarm.Workspaces;

/// <summary>
/// Replaces the folder of an IOC by another one. No file system exchanges two folders in one step everywhere, so that the old one is set
/// aside for a moment; where a run is killed just then, the next one sees it and puts it back.
/// </summary>
internal static class SetAside
{
    /// <summary>Of its problems.</summary>
    public const string Code = "WSP006";

    private const string Ending = ".iocops-old";

    /// <summary>Gives a folder the place of an IOC's; what was there is gone afterwards, or back where that fails.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="name">Of the IOC.</param>
    /// <param name="fresh">The new folder, whole, on the same file system.</param>
    public static void Replace(string root, string name, string fresh)
    {
        var (target, old) = (PlaceOf(root, name), AsideOf(root, name));
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        var wasThere = Directory.Exists(target);
        if (wasThere) Directory.Move(target, old);
        try
        {
            Directory.Move(fresh, target);
        }
        catch when (wasThere)
        {
            Directory.Move(old, target);
            throw;
        }

        if (wasThere) Directory.Delete(old, recursive: true);
    }

    /// <summary>What a killed run left half done, as a problem for each IOC that is only there under its other name.</summary>
    public static IEnumerable<Problem> Problems(string root) => Left(root).Where(n => !Path.Exists(PlaceOf(root, n))).Select(n => new Problem(
        $"{FleetSource.IocsFolder}/.{n}{Ending}", 0, 0, Code, $"this is the IOC '{n}': a RestoreIocs was stopped while it replaced it; run RestoreIocs again, which puts it back first, or rename the folder to {n}"));

    /// <summary>Puts right what a killed run left: back where nothing took its place, away where the new folder is there.</summary>
    /// <returns>What was done, a sentence each.</returns>
    public static IReadOnlyList<string> Mend(string root)
    {
        var done = new List<string>();
        foreach (var name in Left(root))
        {
            var isBack = !Path.Exists(PlaceOf(root, name));
            if (isBack) Directory.Move(AsideOf(root, name), PlaceOf(root, name));
            else Directory.Delete(AsideOf(root, name), recursive: true);
            done.Add(isBack
                ? $"{FleetSource.IocsFolder}/{name} is back: a run that was stopped had set it aside."
                : $"Removed what {FleetSource.IocsFolder}/{name} was before a run that was stopped replaced it.");
        }

        return done;
    }

    private static List<string> Left(string root)
    {
        var iocs = Path.Combine(root, FleetSource.IocsFolder);
        return !Directory.Exists(iocs) ? [] : [.. Directory.EnumerateDirectories(iocs, $".*{Ending}").Select(d => Path.GetFileName(d)[1..^Ending.Length]).Order(StringComparer.Ordinal)];
    }

    private static string PlaceOf(string root, string name) => Path.Combine(root, FleetSource.IocsFolder, name);

    private static string AsideOf(string root, string name) => Path.Combine(root, FleetSource.IocsFolder, $".{name}{Ending}");
}
