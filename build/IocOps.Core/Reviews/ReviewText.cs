using System.Globalization;
using IocOps.Core.Planning;

namespace IocOps.Core.Reviews;

/// <summary>Words of a review that its pages share. Plain text: each page makes it fit for itself.</summary>
public static class ReviewText
{
    private static readonly (Effect Effect, string One, string Many)[] Sentences =
    [
        (Effect.Broken, "can't be deployed", "can't be deployed"), (Effect.Restarts, "restarts", "restart"), (Effect.Begins, "begins", "begin"), (Effect.Ends, "ends", "end"),
        (Effect.Updates, "changes without a restart", "change without a restart"), (Effect.Unknown, "can't be compared", "can't be compared"),
        (Effect.Elsewhere, "is on a host of its own", "are on hosts of their own"), (Effect.Nothing, "is not touched by a deploy", "are not touched by a deploy"),
    ];

    /// <summary>How many of what: <c>1 IOC</c>, <c>2 IOCs</c>.</summary>
    public static string Count(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    /// <summary>What the reviewer has to know first, in one sentence.</summary>
    public static string Headline(Review review)
    {
        if (review.Owners.Count == 0) return review.Common.Count == 0 ? "No IOC and no service changes." : $"No IOC and no service changes; {Count(review.Common.Count, "common file")} {(review.Common.Count == 1 ? "does" : "do")}.";
        var parts = Sentences.Select(e => (Number: review.Count(e.Effect), e.One, e.Many)).Where(e => e.Number > 0)
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Number} {(e.Number == 1 ? e.One : e.Many)}"));
        return $"{Changed(review)}: {string.Join(", ", parts)}.";
    }

    private static string Changed(Review review)
    {
        var iocs = review.Owners.Count(o => o.Owner.Kind == OwnerKind.Ioc);
        var others = review.Owners.Count - iocs;
        var subject = string.Join(" and ", new[] { iocs == 0 ? "" : Count(iocs, "IOC"), others == 0 ? "" : Count(others, "folder") + " of services" }.Where(t => t.Length > 0));
        return $"{subject} {(review.Owners.Count == 1 ? "changes" : "change")}";
    }

    /// <summary>What is compared with what, and how much stays: a sentence in which names are put by <paramref name="quote"/>.</summary>
    public static string Points(Review review, Func<string, string> quote) =>
        $"{quote(review.Head.Name)} at {quote(review.Head.Commit)}, compared with {quote(review.Base.Name)} where it branched off, at {quote(review.Base.Commit)}; {Count(review.Untouched, "other folder")} of IOCs and services {(review.Untouched == 1 ? "stays" : "stay")} as {(review.Untouched == 1 ? "it is" : "they are")}.";

    /// <summary>What it is called: <c>bo-ps-ramper</c>, <c>global/gateway</c>.</summary>
    public static string Name(OwnerChange change) => change.Owner.Kind == OwnerKind.Ioc ? change.Owner.Name : change.Owner.ToString();

    /// <summary>What happens, in a word or three.</summary>
    public static string EffectWord(OwnerChange change) => change.Effect switch
    {
        Effect.Broken => "can't be deployed",
        Effect.Unknown => "not known",
        Effect.Elsewhere => "not on the swarm",
        Effect.Ends => "ends",
        Effect.Begins => "begins",
        Effect.Restarts => "restarts",
        Effect.Updates => "no restart",
        _ => "not touched",
    };

    /// <summary>Why that happens, or what is to be known of it; no full stop.</summary>
    public static string Why(OwnerChange change) => change.Effect switch
    {
        Effect.Broken => "It has errors, and nothing of it is deployed until they are mended",
        Effect.Unknown => "The base could not be generated, so what runs of it can't be compared",
        Effect.Elsewhere => $"Its host is {change.Host}: docker compose there takes what changes",
        Effect.Ends when change.Fate == Fate.Gone => "Its folder is gone; DeployAllIocs --prune removes it, and until then it runs on as an orphan; volumes and save files stay",
        Effect.Ends => "A service of it is not wanted any more; it is removed with --prune",
        Effect.Begins when change.Formerly is { } former => $"It was {former}: the service of that name ends with --prune, and this one begins; RenameIoc moves a running one with its save files",
        Effect.Begins => "It is new on the swarm",
        Effect.Restarts => $"Changes what its container is made of: {Fields(change, d => !IsLabel(d))}",
        Effect.Updates => $"Changes what the running container does not notice: {Fields(change, IsLabel)}",
        _ => "What changed in its folder does not reach the service",
    };

    /// <summary>What the folder is: <c>new</c>, <c>renamed from a</c>.</summary>
    public static string FateWord(OwnerChange change) => change.Fate switch
    {
        Fate.New => "new",
        Fate.Gone => "gone",
        Fate.Renamed => $"renamed from {change.Formerly}",
        _ => "changed",
    };

    /// <summary>Of a file or PV.</summary>
    public static string FateWord(Fate fate) => fate switch { Fate.New => "new", Fate.Gone => "gone", Fate.Renamed => "renamed", _ => "changed" };

    /// <summary><c>+3 −1</c>, or why there are no lines.</summary>
    public static string Size(FileChange file) => file.Note.Length > 0 ? file.Note : string.Create(CultureInfo.InvariantCulture, $"+{file.Added} −{file.Removed}");

    /// <summary><c>+3 −1 ~2</c>; empty where none differ.</summary>
    public static string Pvs(OwnerChange change)
    {
        var parts = new (Fate Fate, string Sign)[] { (Fate.New, "+"), (Fate.Gone, "−"), (Fate.Changed, "~") }
            .Select(f => (f.Sign, Number: change.Pvs.Count(p => p.Fate == f.Fate))).Where(f => f.Number > 0);
        return string.Join(' ', parts.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Sign}{f.Number}")));
    }

    /// <summary><c>ioc/st:1 → ioc/st:2</c>; empty where none differs.</summary>
    public static string Images(OwnerChange change) => string.Join("; ", change.Images.Select(i => $"{i.Before ?? "none"} → {i.After ?? "none"}"));

    /// <summary>What is done to a service, as ShowPlan says it.</summary>
    public static string Deed(ServiceChange change) => change.Kind switch
    {
        ChangeKind.Create => "create",
        ChangeKind.Update when change.RestartsTasks => "update, restarts it",
        ChangeKind.Update => "update, restarts nothing",
        ChangeKind.Recreate => "remove and create again: Swarm can't change the mode of a service",
        ChangeKind.Remove => "remove, with --prune",
        _ => "unchanged",
    };

    /// <summary>What is said above everything else, because it decides: errors, files that were not generated, a new name of the stack.</summary>
    public static IReadOnlyList<string> Warnings(Review review)
    {
        var lines = new List<string>();
        if (review.Errors.Count > 0) lines.Add($"{Count(review.Errors.Count, "error")}: what has errors can't be generated or deployed.");
        if (review.Stale.Count > 0) lines.Add($"The generated files of {Some(review.Stale)} are not those that would be generated now; run GenSwarmFile and commit them.");
        if (review.FormerStack is { } former && review.Stack is { } stack) lines.Add($"The stack was {former} and is {stack} now: every service begins under the new name, and those of the old one run on until they are removed by hand.");
        if (review.BaseErrors.Count > 0) lines.Add($"The base itself has {Count(review.BaseErrors.Count, "error")}: what can't be generated there can't be compared.");
        return lines;
    }

    /// <summary>The first of many names.</summary>
    public static string Some(IReadOnlyList<string> names, int most = 5) =>
        names.Count <= most ? string.Join(", ", names) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(most))} and {names.Count - most} more");

    private static bool IsLabel(FieldDifference difference) => difference.Path.StartsWith("deploy.labels[", StringComparison.Ordinal);

    // Those of which a sentence is true; where there is none of them, all.
    private static string Fields(OwnerChange change, Func<FieldDifference, bool> fits)
    {
        var all = change.Services.SelectMany(s => s.Differences).ToList();
        var paths = (all.Any(fits) ? all.Where(fits) : all).Select(d => d.Path).Distinct(StringComparer.Ordinal).ToList();
        return paths.Count > 0 ? Some(paths, 4) : "its mode";
    }
}
