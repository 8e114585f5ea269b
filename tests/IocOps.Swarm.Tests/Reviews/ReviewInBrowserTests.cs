using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IocOps.Swarm.Tests.EndToEnd;

namespace IocOps.Swarm.Tests.Reviews;

/// <summary>The page of a review as a reviewer has it: in a browser, of a small fleet and of a large one, all of which change.</summary>
public sealed partial class ReviewInBrowserTests : IDisposable
{
    // Each pair of colours that a text and its ground have, where they differ less than 4.5 to 1 (WCAG 2, AA).
    private const string Pale = """
        const parts = c => c.match(/[\d.]+/g).map(Number);
        const light = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const ground = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
        const bad = {}, look = (color, e, what) => {
          const [a, b] = [light(parts(color)), light(ground(e))];
          if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) bad[color + ' on ' + ground(e)] = what;
        };
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        let seen = 0;
        while (walk.nextNode()) {
          const e = walk.currentNode.parentElement;
          if (!walk.currentNode.data.trim() || !e.getClientRects().length || e.closest('script')) continue;
          seen++;
          look(getComputedStyle(e).color, e, walk.currentNode.data);
        }
        const box = document.getElementById('find');
        look(getComputedStyle(box, '::placeholder').color, box, 'placeholder');
        return [seen, JSON.stringify(bad)];
        """;

    private readonly SmallFleet _fleet = new();
    private readonly TemporaryFolder _out = new();

    public void Dispose()
    {
        _fleet.Dispose();
        _out.Dispose();
    }

    [BrowserTheory]
    [InlineData(12)]
    [InlineData(300)]
    public async Task A_page_is_whole_legible_and_usable(int iocs)
    {
        var page = await PageAsync(iocs);
        await using var browser = await Browser.OpenAsync();
        await browser.WidthAsync(1400);
        await browser.ShowAsync(page);

        Assert.Equal("[0,0,1,0]", $"{await browser.RunAsync("return [performance.getEntriesByType('resource').length, document.querySelectorAll('[src],link,iframe,object,embed').length, document.scripts.length, document.querySelectorAll('img').length]")}");
        Assert.Equal(iocs, (await browser.RunAsync("return document.querySelectorAll('details.o:not(#common)').length")).GetInt32());
        await LegibleAsync(browser);
        await NarrowAsync(browser);
        await KeyboardAsync(browser, iocs);
        await OnPaperAsync(browser, iocs);
        Assert.Empty(await browser.ComplaintsAsync());
    }

    private static async Task LegibleAsync(Browser browser)
    {
        await browser.RunAsync("document.getElementById('open').click()");
        foreach (var scheme in new[] { "light", "dark" })
        {
            await browser.MediumAsync("screen", scheme);
            var pale = await browser.RunAsync(Pale);
            Assert.True(pale[0].GetInt32() > 100);
            Assert.Equal("{}", pale[1].GetString());
            Assert.Equal(scheme == "dark", (await browser.RunAsync("return getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 128")).GetBoolean());
        }

        await browser.RunAsync("document.getElementById('close').click()");
    }

    private static async Task NarrowAsync(Browser browser)
    {
        await browser.WidthAsync(360);
        Assert.InRange((await browser.RunAsync("return document.documentElement.scrollWidth")).GetInt32(), 1, 360);
        await browser.WidthAsync(1400);
    }

    private static async Task KeyboardAsync(Browser browser, int iocs)
    {
        const string Shown = "return Array.from(document.querySelectorAll('tr[data-find]')).filter(e => e.getClientRects().length).length";
        await browser.TypeAsync("/", "i", "0", "0", "7");
        await browser.AssertAsync(string.Create(CultureInfo.InvariantCulture, $"\"1 of {iocs + 1}\""), "return document.getElementById('count').textContent");
        await browser.AssertAsync("1", Shown);
        await browser.TypeAsync(Browser.Escape);
        await browser.AssertAsync(iocs.ToString(CultureInfo.InvariantCulture), Shown);

        // From the box past the two buttons to the first name of the table, and with it to what it names.
        await browser.TypeAsync(Browser.Tab, Browser.Tab, Browser.Tab, Browser.Enter);
        await browser.AssertAsync("[\"SUMMARY\",true]", "const e = document.activeElement; return [e.tagName, e.parentElement.open && location.hash === '#' + e.parentElement.id]");
        await browser.TypeAsync(Browser.Enter);
        await browser.AssertAsync("false", "return document.activeElement.parentElement.open");
        Assert.NotEqual("none", (await browser.RunAsync("return getComputedStyle(document.activeElement).outlineStyle")).GetString());
    }

    // All of it, also what is closed on the screen, black on white, without what only a screen can use.
    private static async Task OnPaperAsync(Browser browser, int iocs)
    {
        await browser.MediumAsync("print", "dark");
        Assert.Equal("[\"rgb(255, 255, 255)\",0]", $"{await browser.RunAsync("return [getComputedStyle(document.body).backgroundColor, document.querySelector('.tools').getClientRects().length]")}");
        const string Hidden = "return Array.from(document.querySelectorAll('details.o')).filter(d => d.getBoundingClientRect().height < d.querySelector('summary').getBoundingClientRect().height + 10).length";
        Assert.Equal(0, (await browser.RunAsync(Hidden)).GetInt32());
        await browser.MediumAsync("", "light");
        Assert.True((await browser.RunAsync(Hidden)).GetInt32() >= iocs);
        if (iocs > 50) return;
        var pages = Page().Count(Encoding.Latin1.GetString(await browser.PrintAsync()));
        Assert.True(pages > iocs / 4, $"{pages} pages");
    }

    // Names of files, fields, and a description that would like to be more than text.
    private async Task<string> PageAsync(int iocs)
    {
        for (var i = SmallFleet.Names.Count; i < iocs; i++) _fleet.Add(string.Create(CultureInfo.InvariantCulture, $"i{i:000}"));
        _fleet.Write(".gitignore", ".nuke/\n");
        await GoodAsync("GenSwarmFile");
        await ReviewReportTests.GitAsync(_fleet.Path, "init -q -b main", "add -A", "commit -qm base", "checkout -qb change");
        _fleet.Write("iocs/site.yaml", _fleet.Read("iocs/site.yaml").Replace("  image: iocops/lab-ioc:1", "  image: iocops/lab-ioc:2", StringComparison.Ordinal));
        _fleet.Write("iocs/alpha/src/x.db", "record(ai, \"$(P)VALUE\") {\n  field(DESC, \"<script>alert(1)</script>\")\n}\n");
        _fleet.Write("iocs/beta/src/<img src=x onerror=alert(2)>.txt", "</td></table></details><script>alert(3)</script>\u0007\n");
        await GoodAsync("GenSwarmFile");
        await GoodAsync("ReviewReport", "--base", "main", "--html-file", _out["review.html"], "--file", _out["review.md"]);
        return _out["review.html"];
    }

    private async Task GoodAsync(params string[] arguments)
    {
        var run = await new Product(_fleet.Path, null).RunAsync(arguments);
        Assert.True(run.ExitCode == 0, run.ToString());
    }

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)")]
    private static partial Regex Page();
}
