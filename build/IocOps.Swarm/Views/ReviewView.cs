using IocOps.Core.Reviews;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Views;

/// <summary>Where the pages of a review go; null for those that nobody asked for.</summary>
/// <param name="Markdown">Path of the file for a comment.</param>
/// <param name="Html">Path of the page.</param>
public sealed record ReviewFiles(string? Markdown, string? Html);

/// <summary>A review for people and for programs.</summary>
public static class ReviewView
{
    // Unlike a forge's comment, a terminal and a pipe take any length.
    private const int NoLimit = int.MaxValue;

    /// <summary>Writes the files, and shows Markdown or JSON on standard output where there is none for it.</summary>
    public static void Show(Review review, ReviewFiles files, bool json, Output output)
    {
        var rest = files.Html is null ? "the page that --html-file writes" : Path.GetFileName(files.Html);
        if (files.Html is not null) WholeFile.Write(files.Html, ReviewHtml.Write(review));
        if (files.Markdown is not null) WholeFile.Write(files.Markdown, ReviewMarkdown.Write(review, rest));
        if (json) output.Data(ReviewJson.Write(review));
        else if (files.Markdown is null) output.Data(ReviewMarkdown.Write(review, rest, NoLimit).TrimEnd('\n'));
        foreach (var warning in ReviewText.Warnings(review)) output.Note($"Warning: {warning}");
        if (review.LiveTrouble is { } trouble) output.Note($"Warning: the swarm could not be looked at: {trouble}");
        var written = new[] { files.Markdown, files.Html }.OfType<string>().ToList();
        output.Note($"{ReviewText.Headline(review)}{(written.Count == 0 ? "" : $" Written to {string.Join(" and ", written)}.")}");
    }
}
