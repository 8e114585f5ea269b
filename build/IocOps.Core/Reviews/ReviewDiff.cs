using System.Globalization;
using System.Text;

namespace IocOps.Core.Reviews;

/// <summary>One file of a review, old and new side by side.</summary>
internal static class ReviewDiff
{
    // So that a page opens with what people wrote, and not with what follows from it.
    private const int OpenRows = 60;

    /// <summary>Appends it.</summary>
    /// <param name="html">The page.</param>
    /// <param name="file">What differs.</param>
    /// <param name="budget">So many rows the page may have yet.</param>
    public static void Write(StringBuilder html, FileChange file, ref int budget)
    {
        var head = $"<code>{ReviewHtml.Esc(file.Path)}</code> <span class=\"soft\">{ReviewText.FateWord(file.Fate)}, {ReviewHtml.Esc(ReviewText.Size(file))}{(file.IsGenerated ? ", generated" : "")}</span>";
        if (file.Rows.Count == 0)
        {
            html.Append($"<p>{head}</p>\n");
            return;
        }

        var rows = file.Rows.Take(Math.Max(0, budget)).ToList();
        budget -= rows.Count;
        var cut = file.Cut + file.Rows.Count - rows.Count;
        html.Append($"<details class=\"f\"{(!file.IsGenerated && rows.Count <= OpenRows ? " open=\"open\"" : "")}><summary>{head}</summary>\n<div class=\"wide\"><table class=\"d\"><colgroup><col class=\"n\"/><col/><col class=\"n\"/><col/></colgroup><tbody>\n");
        foreach (var row in rows) Row(html, row);
        html.Append("</tbody></table></div>\n");
        if (cut > 0) html.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">{ReviewText.Count(cut, "line")} more, not shown here; <code>git diff</code> has them.</p>\n");
        html.Append("</details>\n");
    }

    private static void Row(StringBuilder html, DiffRow row)
    {
        if (row.Skipped > 0) html.Append(CultureInfo.InvariantCulture, $"<tr class=\"k\"><td colspan=\"4\">{ReviewText.Count(row.Skipped, "equal line")}</td></tr>\n");
        if (row.IsSame) html.Append($"<tr>{Cells(row.OldLine, row.Old, "s l", "")}{Cells(row.NewLine, row.New, "s", "")}</tr>\n");
        else html.Append($"<tr>{Cells(row.OldLine, row.Old, "m", "del")}{Cells(row.NewLine, row.New, "p", "ins")}</tr>\n");
    }

    // The element says to a screen reader what the colour says to the eye.
    private static string Cells(int line, string text, string kind, string element)
    {
        if (line == 0) return "<td class=\"n x\"></td><td class=\"x\"></td>";
        var shown = ReviewHtml.Esc(text.Replace("\t", "    ", StringComparison.Ordinal));
        var number = line.ToString(CultureInfo.InvariantCulture);
        return element.Length == 0 ? $"<td class=\"n {kind}\">{number}</td><td class=\"{kind}\">{shown}</td>" : $"<td class=\"n {kind}\">{number}</td><td class=\"{kind}\"><{element}>{shown}</{element}></td>";
    }
}
