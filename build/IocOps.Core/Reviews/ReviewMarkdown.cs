using System.Text;
using IocOps.Core.Planning;

namespace IocOps.Core.Reviews;

/// <summary>
/// A review as Markdown for a comment of a forge. Everything that comes from the repository stands in code, so that it can neither draw nor
/// call anybody; what does not fit into a comment is left out, the least important first, and that is said.
/// </summary>
public static class ReviewMarkdown
{
    /// <summary>Letters that a comment on GitHub may have.</summary>
    public const int Limit = 65_536;

    // For the sentence that says what was left out.
    private const int Reserve = 600;
    private const int TableRows = 100;
    private const int ListRows = 40;
    private const int DiffLines = 40;
    private const int CellLength = 120;

    /// <summary>The text, with at most <paramref name="limit"/> letters.</summary>
    /// <param name="review">What to show.</param>
    /// <param name="rest">Where all of it is, in words: <c>the page review.html</c>.</param>
    /// <param name="limit">Usually <see cref="Limit"/>.</param>
    public static string Write(Review review, string rest, int limit = Limit)
    {
        var text = new StringBuilder();
        text.Append($"## IocOps: {ReviewText.Headline(review)}\n\n");
        text.Append($"{ReviewText.Points(review, Code)}\n");
        var left = new List<string>();
        foreach (var (name, part) in Parts(review))
        {
            if (text.Length + part.Length <= limit - Reserve) text.Append('\n').Append(part);
            else left.Add(name);
        }

        if (left.Count > 0) text.Append($"\n> Left out here, as it would be too long for a comment: {Code(MarkdownText.Cut(ReviewText.Some(left, 8), 300))}. It is in {rest}.\n");
        return text.ToString();
    }

    private static IEnumerable<(string Name, string Text)> Parts(Review review)
    {
        var warnings = ReviewText.Warnings(review);
        if (warnings.Count > 0) yield return ("warnings", string.Concat(warnings.Select(w => $"> **{MarkdownText.Escape(w)}**\n")));
        if (review.Errors.Count > 0) yield return ("errors", Problems("Errors", review.Errors));
        if (review.NewFindings.Count > 0) yield return ("new findings", Problems($"{ReviewText.Count(review.NewFindings.Count, "new finding")} of CheckIocs", review.NewFindings));
        if (review.Owners.Count > 0) yield return ("the table", Table(review));
        if (review.Live is { } || review.LiveTrouble is { }) yield return ("the swarm now", Live(review));
        if (review.GoneFindings.Count > 0) yield return ("findings that are gone", Problems($"{ReviewText.Count(review.GoneFindings.Count, "finding")} gone", review.GoneFindings));
        if (review.BaseErrors.Count > 0) yield return ("errors of the base", Problems("Errors of the base", review.BaseErrors));
        if (review.Common.Count > 0) yield return ("common files", Details("<b>Site and templates</b>", Files(review.Common)));
        foreach (var owner in review.Owners) yield return (ReviewText.Name(owner), Owner(owner));
    }

    private static string Table(Review review)
    {
        var text = new StringBuilder("| what | folder | on the swarm | image | PVs | files |\n|---|---|---|---|---|---|\n");
        foreach (var owner in review.Owners.Take(TableRows))
            text.Append($"| {Cell(ReviewText.Name(owner))} | {Cell(ReviewText.FateWord(owner))} | {Loud(owner)} | {Cell(ReviewText.Images(owner))} | {ReviewText.Pvs(owner)} | {owner.Files.Count} |\n");
        if (review.Owners.Count > TableRows) text.Append($"\n…and {review.Owners.Count - TableRows} more.\n");
        return text.ToString();
    }

    private static string Loud(OwnerChange owner) => owner.Effect is Effect.Restarts or Effect.Broken or Effect.Ends ? $"**{ReviewText.EffectWord(owner)}**" : ReviewText.EffectWord(owner);

    private static string Owner(OwnerChange owner)
    {
        var text = new StringBuilder($"{MarkdownText.Escape(ReviewText.Why(owner))}.\n");
        if (owner.Services.Count > 0) text.Append('\n');
        foreach (var service in owner.Services)
        {
            text.Append($"- {Code(service.Service)}: {ReviewText.Deed(service)}\n");
            foreach (var difference in service.Differences.Take(ListRows)) text.Append($"  - {Code(PlanText.Difference(difference)[0])}\n");
            if (service.Differences.Count > ListRows) text.Append($"  - …and {service.Differences.Count - ListRows} more\n");
        }

        if (owner.Pvs.Count > 0)
        {
            text.Append($"\n{ReviewText.Count(owner.Pvs.Count, "PV")}: {ReviewText.Pvs(owner)}\n\n");
            foreach (var pv in owner.Pvs.Take(ListRows)) text.Append($"- {ReviewText.FateWord(pv.Fate)}: {Code($"{pv.Name} ({pv.Type})")}{(pv.What.Count == 0 ? "" : " " + Code(string.Join("; ", pv.What)))}\n");
            if (owner.Pvs.Count > ListRows) text.Append($"- …and {owner.Pvs.Count - ListRows} more\n");
        }

        if (owner.Files.Count > 0) text.Append('\n').Append(Files(owner.Files));
        return Details($"<b>{MarkdownText.Html(ReviewText.Name(owner))}</b>: {ReviewText.EffectWord(owner)}", text.ToString());
    }

    private static string Files(IReadOnlyList<FileChange> files)
    {
        var text = new StringBuilder();
        foreach (var file in files)
        {
            text.Append($"{Code(file.Path)} {ReviewText.FateWord(file.Fate)}, {ReviewText.Size(file)}\n\n");
            // What is generated follows from what was written, and is in the page; of what is gone it is enough to know that.
            if (file is { Rows.Count: > 0, IsGenerated: false, Fate: not Fate.Gone }) text.Append(Diff(file)).Append('\n');
        }

        return text.ToString();
    }

    private static string Diff(FileChange file)
    {
        var lines = new List<string>();
        var removed = new List<string>();
        var added = new List<string>();
        foreach (var row in file.Rows)
        {
            if (row.Skipped > 0 || row.IsSame) Flush();
            if (row.Skipped > 0) lines.Add("@@");
            if (row.IsSame) lines.Add($"  {row.New}");
            if (!row.IsSame && row.OldLine > 0) removed.Add($"- {row.Old}");
            if (!row.IsSame && row.NewLine > 0) added.Add($"+ {row.New}");
        }

        Flush();
        var all = lines.Count + (file.Cut > 0 ? file.Cut : 0);
        IEnumerable<string> shown = lines.Take(DiffLines);
        if (all > DiffLines) shown = shown.Append($"… {ReviewText.Count(all - DiffLines, "line")} more");
        return MarkdownText.Block("diff", shown);

        void Flush()
        {
            lines.AddRange(removed);
            lines.AddRange(added);
            removed.Clear();
            added.Clear();
        }
    }

    private static string Live(Review review)
    {
        if (review.Live is not { } plan) return $"**The swarm could not be looked at:** {Code(review.LiveTrouble!)}\n";
        var drifted = plan.Changes.Where(c => c.IsDrifted).ToList();
        var text = new StringBuilder($"**The swarm now:** a deploy of this would do {Code(PlanText.Summary(plan))}\n");
        foreach (var change in drifted.Take(ListRows)) text.Append($"- changed on the swarm by somebody else: {Code(change.Service)}\n");
        if (drifted.Count > ListRows) text.Append($"- …and {drifted.Count - ListRows} more\n");
        return text.ToString();
    }

    private static string Problems(string title, IReadOnlyList<Problem> problems)
    {
        var text = new StringBuilder($"**{title}**\n\n");
        foreach (var problem in problems.Take(ListRows)) text.Append($"- {Code(problem.ToString())}\n");
        if (problems.Count > ListRows) text.Append($"- …and {problems.Count - ListRows} more\n");
        return text.ToString();
    }

    private static string Details(string summary, string text) => $"<details><summary>{summary}</summary>\n\n{text}\n</details>\n";

    private static string Cell(string text) => text.Length == 0 ? "" : MarkdownText.Cell(MarkdownText.Cut(text, CellLength));

    private static string Code(string text) => MarkdownText.Code(text);
}
