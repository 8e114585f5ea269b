using System.Text.RegularExpressions;

namespace IocOps.Core.Tests;

/// <summary>The pages that people read: README, docs, CHANGELOG.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Pages { get; } =
    [
        .. Directory.GetFiles(Workspace.Root, "*.md").Concat(Directory.GetFiles(Workspace.PathOf("docs"), "*.md"))
            .Select(f => Path.GetRelativePath(Workspace.Root, f).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there(string page)
    {
        foreach (Match link in Link().Matches(Workspace.Read(page)))
        {
            var (path, anchor) = (link.Groups["path"].Value, link.Groups["anchor"].Value);
            var file = path.Length == 0 ? page : Path.GetRelativePath(Workspace.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Workspace.PathOf(page))!, path)));
            Assert.True(Path.Exists(Workspace.PathOf(file)), $"{page} links to {path}, which is not there");
            if (anchor.Length > 0) Assert.True(Headings(Workspace.Read(file)).Contains(anchor), $"{page} links to #{anchor}, which {file} does not have");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_of_docs_says_as_much_in_Chinese(string page)
    {
        if (!page.StartsWith("docs/", StringComparison.Ordinal) || page.EndsWith(".zh-CN.md", StringComparison.Ordinal)) return;
        Assert.Equal(Shape(Workspace.Read(page)), Shape(Workspace.Read(page.Replace(".md", ".zh-CN.md", StringComparison.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void No_page_keeps_the_marks_of_a_merge(string page) => Assert.DoesNotMatch("(?m)^(<<<<<<<|=======$|>>>>>>>)", Workspace.Read(page));

    // Headings, tables and blocks of code have to match; sentences are for people to compare.
    private static string Shape(string text) => string.Join(' ', text.Split('\n').Select(l => l.TrimStart()).Select(l =>
        l.StartsWith("```", StringComparison.Ordinal) ? "code" : l.StartsWith('|') ? "row" : l.StartsWith('#') ? l[..l.IndexOf(' ')] : null).OfType<string>());

    // As the forges make them.
    private static HashSet<string> Headings(string text) =>
        [.. Heading().Matches(text).Select(h => NoLetter().Replace(h.Groups["text"].Value.Trim().Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal), "").Replace(' ', '-').ToLowerInvariant())];

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("(?m)^#{1,6} (?<text>.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\s_-]")]
    private static partial Regex NoLetter();
}
