using System.Globalization;
using System.Text;
using IocOps.Core.Operations.Pictures;
using IocOps.Core.Planning;

namespace IocOps.Core.Reviews;

/// <summary>
/// A review as one HTML page that needs nothing else: for a screen, light or dark, wide or narrow, for the keyboard and for paper. Also
/// well-formed XML. Everything that comes from the repository is escaped, and scripts of others could not run.
/// </summary>
public static class ReviewHtml
{
    // Above that a browser takes long; what is left out is said where it is left out.
    private const int MaxRows = 15_000;

    // So many are open from the start: the page of a small change is read from top to bottom.
    private const int OpenAtMost = 15;

    private const int PvRows = 500;

    /// <summary>The text of the page; the same for the same review.</summary>
    public static string Write(Review review)
    {
        var body = new StringBuilder();
        Summary(body, review);
        Findings(body, review);
        Live(body, review);
        Owners(body, review);
        var title = $"Review of {review.Stack ?? "the fleet"}: {review.Head.Name} against {review.Base.Name}";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"/>
            <title>{Esc(title)}</title>
            <style>
            {ReviewStyle.Css}
            </style>
            </head>
            <body>
            <a class="skip" href="#changes">Skip to the changes</a>
            <header>
            <h1>{Esc(ReviewText.Headline(review))}</h1>
            <p class="soft">{ReviewText.Points(review, name => $"<code>{Esc(name)}</code>")} Made by IocOps; values of secrets are hidden.</p>
            </header>
            <main>
            {body}</main>
            <footer><p class="soft"><kbd>/</kbd> find, <kbd>Esc</kbd> all again, <kbd>Tab</kbd> and <kbd>Enter</kbd> open and close.</p></footer>
            <script>
            {ReviewStyle.Script}
            </script>
            </body>
            </html>

            """;
    }

    private static void Summary(StringBuilder html, Review review)
    {
        foreach (var warning in ReviewText.Warnings(review)) html.Append($"<p class=\"warn\">{Esc(warning)}</p>\n");
        (int Number, string What)[] tiles =
        [
            (review.Count(Effect.Broken), "can't be deployed"), (review.Count(Effect.Restarts), "restart"), (review.Count(Effect.Begins), "begin"), (review.Count(Effect.Ends), "end"),
            (review.Count(Effect.Updates), "change, no restart"), (review.Count(Effect.Unknown), "not known"), (review.Count(Effect.Elsewhere), "not on the swarm"), (review.Count(Effect.Nothing), "not touched"), (review.Untouched, "unchanged"),
            (review.Pvs.Count(p => p.Pv.Fate == Fate.New), "PVs new"), (review.Pvs.Count(p => p.Pv.Fate == Fate.Gone), "PVs gone"), (review.Pvs.Count(p => p.Pv.Fate == Fate.Changed), "PVs changed"),
            (review.NewFindings.Count, "new findings"), (review.GoneFindings.Count, "findings gone"),
        ];
        html.Append("<ul class=\"tiles\" aria-label=\"In numbers\">\n");
        foreach (var (number, what) in tiles.Where(t => t.Number > 0)) html.Append(CultureInfo.InvariantCulture, $"<li><b>{number}</b> {Esc(what)}</li>\n");
        html.Append("</ul>\n");
    }

    private static void Findings(StringBuilder html, Review review)
    {
        Problems(html, "Errors", review.Errors);
        Problems(html, "New findings of CheckIocs", review.NewFindings);
        Problems(html, "Findings that are gone", review.GoneFindings);
        Problems(html, "Errors of the base", review.BaseErrors);
    }

    private static void Problems(StringBuilder html, string title, IReadOnlyList<Problem> problems)
    {
        if (problems.Count == 0) return;
        var isLong = problems.Count > OpenAtMost;
        html.Append(CultureInfo.InvariantCulture, $"<section><h2>{Esc(title)} ({problems.Count})</h2>\n{(isLong ? "<details class=\"f\"><summary>All of them</summary>\n" : "")}<ul>\n");
        foreach (var problem in problems)
        {
            var place = problem.Line == 0 ? problem.File : string.Create(CultureInfo.InvariantCulture, $"{problem.File}:{problem.Line}");
            var (kind, word) = problem.Severity == Severity.Error ? ("e", "error") : ("w", "warning");
            html.Append($"<li><span class=\"{kind}\">{word} {Esc(problem.Code)}</span> <code>{Esc(place)}</code>: {Esc(problem.Message)}</li>\n");
        }

        html.Append($"</ul>\n{(isLong ? "</details>\n" : "")}</section>\n");
    }

    private static void Live(StringBuilder html, Review review)
    {
        if (review.LiveTrouble is { } trouble) html.Append($"<section><h2>The swarm now</h2>\n<p class=\"e\">It could not be looked at: {Esc(trouble)}</p></section>\n");
        if (review.Live is not { } plan) return;
        html.Append($"<section><h2>The swarm now</h2>\n<p>A deploy of this would do: <code>{Esc(PlanText.Summary(plan))}</code></p>\n");
        var drifted = plan.Changes.Where(c => c.IsDrifted).ToList();
        if (drifted.Count > 0)
        {
            html.Append("<h3>Changed on the swarm by somebody else</h3>\n<ul>\n");
            foreach (var change in drifted) html.Append($"<li><code>{Esc(change.Service)}</code>: {string.Join("; ", change.Differences.Where(d => d.Origin is ChangeOrigin.Swarm or ChangeOrigin.Both).Select(d => $"<code>{Esc(PlanText.Difference(d)[0])}</code>"))}</li>\n");
            html.Append("</ul>\n");
        }

        html.Append("<details class=\"f\"><summary>The whole plan</summary>\n<div class=\"wide\"><table class=\"d\"><tbody>\n");
        foreach (var line in PlanText.Lines(plan)) html.Append($"<tr><td>{Esc(line)}</td></tr>\n");
        html.Append("</tbody></table></div></details></section>\n");
    }

    private static void Owners(StringBuilder html, Review review)
    {
        html.Append("<section id=\"changes\" tabindex=\"-1\"><h2>Changes</h2>\n");
        html.Append("<div class=\"tools\" role=\"search\"><label for=\"find\">Find</label><input id=\"find\" type=\"search\" placeholder=\"name, effect, PV, image, file\" autocomplete=\"off\"/><span id=\"count\" aria-live=\"polite\"></span><button type=\"button\" id=\"open\">Open all</button><button type=\"button\" id=\"close\">Close all</button></div>\n");
        var rows = MaxRows;
        if (review.Owners.Count > 0) Table(html, review);
        if (review.Common.Count > 0)
        {
            html.Append("<details class=\"o\" id=\"common\" data-find=\"site templates common\"><summary><b>Site and templates</b></summary><div>\n");
            foreach (var file in review.Common) ReviewDiff.Write(html, file, ref rows);
            html.Append("</div></details>\n");
        }

        foreach (var owner in review.Owners) Owner(html, owner, review.Owners.Count <= OpenAtMost, ref rows);
        html.Append("</section>\n");
    }

    private static void Table(StringBuilder html, Review review)
    {
        html.Append("<div class=\"wide\"><table class=\"t\"><thead><tr><th scope=\"col\">IOC or service</th><th scope=\"col\">folder</th><th scope=\"col\">on the swarm</th><th scope=\"col\">image</th><th scope=\"col\">PVs</th><th scope=\"col\">files</th></tr></thead><tbody>\n");
        foreach (var owner in review.Owners)
            html.Append(CultureInfo.InvariantCulture, $"<tr data-find=\"{Esc(FindText(owner))}\"><td><a href=\"#{Id(owner)}\">{Esc(ReviewText.Name(owner))}</a></td><td>{Esc(ReviewText.FateWord(owner))}</td><td class=\"{owner.Effect}\">{ReviewText.EffectWord(owner)}</td><td><code>{Esc(ReviewText.Images(owner))}</code></td><td data-is=\"PVs\">{ReviewText.Pvs(owner)}</td><td data-is=\"files\">{owner.Files.Count}</td></tr>\n");
        html.Append("</tbody></table></div>\n");
    }

    private static void Owner(StringBuilder html, OwnerChange owner, bool open, ref int rows)
    {
        html.Append($"<details class=\"o\" id=\"{Id(owner)}\" data-find=\"{Esc(FindText(owner))}\"{(open ? " open=\"open\"" : "")}><summary><b>{Esc(ReviewText.Name(owner))}</b> <span class=\"{owner.Effect}\">{ReviewText.EffectWord(owner)}</span> <span class=\"soft\">{Esc(ReviewText.FateWord(owner))}</span></summary><div>\n");
        html.Append($"<p>{Esc(ReviewText.Why(owner))}.</p>\n");
        foreach (var service in owner.Services)
        {
            html.Append($"<h3><code>{Esc(service.Service)}</code>: {Esc(ReviewText.Deed(service))}</h3>\n");
            if (service.Differences.Count == 0) continue;
            html.Append("<ul>\n");
            foreach (var difference in service.Differences) html.Append($"<li><code>{Esc(PlanText.Difference(difference)[0])}</code></li>\n");
            html.Append("</ul>\n");
        }

        Pvs(html, owner);
        if (owner.Files.Count > 0) html.Append("<h3>Files</h3>\n");
        foreach (var file in owner.Files) ReviewDiff.Write(html, file, ref rows);
        html.Append("</div></details>\n");
    }

    private static void Pvs(StringBuilder html, OwnerChange owner)
    {
        if (owner.Pvs.Count == 0) return;
        html.Append(CultureInfo.InvariantCulture, $"<details class=\"f\"{(owner.Pvs.Count <= OpenAtMost ? " open=\"open\"" : "")}><summary>PVs: {ReviewText.Pvs(owner)}</summary>\n<div class=\"wide\"><table class=\"t\"><thead><tr><th scope=\"col\">PV</th><th scope=\"col\">is</th><th scope=\"col\">type</th><th scope=\"col\">what differs</th></tr></thead><tbody>\n");
        foreach (var pv in owner.Pvs.Take(PvRows))
            html.Append($"<tr><td><code>{Esc(pv.Name)}</code></td><td class=\"{(pv.Fate == Fate.Gone ? "e" : pv.Fate == Fate.New ? "g" : "w")}\">{ReviewText.FateWord(pv.Fate)}</td><td>{Esc(pv.Type)}</td><td>{Esc(string.Join("; ", pv.What))}</td></tr>\n");
        html.Append("</tbody></table></div>\n");
        if (owner.Pvs.Count > PvRows) html.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">…and {owner.Pvs.Count - PvRows} more; ListPvs shows all.</p>\n");
        html.Append("</details>\n");
    }

    // What the box finds it by; names of PVs as far as they fit.
    private static string FindText(OwnerChange owner) => Markup.Cut(string.Join(' ', ((string[])[ReviewText.Name(owner), ReviewText.FateWord(owner), ReviewText.EffectWord(owner), ReviewText.Images(owner), .. owner.Pvs.Select(p => p.Name), .. owner.Files.Select(f => f.Path)]).Where(t => t.Length > 0)), Printable.MaxLength);

    private static string Id(OwnerChange owner) => Esc(owner.Owner.ToString().Replace('/', '-'));

    internal static string Esc(string text) => Markup.Escape(text);
}
