using System.Text.RegularExpressions;

namespace IocOps.Swarm.Tests.Backup;

/// <summary>One thing that a document of walks lets happen, or lets the reader do.</summary>
/// <param name="Line">In the document, from 1.</param>
/// <param name="Happens">What happens to the machines; null where the reader does something.</param>
/// <param name="Node">Where the commands run.</param>
/// <param name="Until">Run again until they end with this code; null for once, with 0.</param>
/// <param name="Commands">Arguments of <c>./build.sh</c>, one line each.</param>
/// <param name="Expected">Lines that are shown, <c>…</c> for anything.</param>
public sealed record WalkStep(int Line, string? Happens, string Node, int? Until, IReadOnlyList<string> Commands, IReadOnlyList<string> Expected);

/// <summary>
/// Reads the steps of a Markdown document: <c>&lt;!-- happens: n3 loses power --&gt;</c>, and <c>&lt;!-- run: n1, until exit code 3 --&gt;</c>
/// before a block of commands, which a block of expected text may follow.
/// </summary>
public static partial class Walk
{
    public static IReadOnlyList<WalkStep> Read(string markdown)
    {
        var steps = new List<WalkStep>();
        var lines = markdown.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Event().Match(lines[i]) is { Success: true } happens)
            {
                steps.Add(new WalkStep(i + 1, happens.Groups[1].Value, "", null, [], []));
            }
            else if (Doing().Match(lines[i]) is { Success: true } run)
            {
                var commands = Block(lines, i + 1, "sh");
                var expected = Block(lines, i + 1 + commands.Count + 2, "text");
                steps.Add(new WalkStep(i + 1, null, run.Groups[1].Value, run.Groups[2].Success ? int.Parse(run.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) : null, commands, expected));
            }
        }

        return steps;
    }

    /// <summary>True where the expected line is there; <c>…</c> stands for any text of a line.</summary>
    public static bool Shows(string output, string expected) =>
        Regex.IsMatch(output, string.Join(".*", expected.Split('…').Select(Regex.Escape)));

    private static List<string> Block(string[] lines, int from, string language) =>
        from < lines.Length && lines[from] == $"```{language}" ? [.. lines.Skip(from + 1).TakeWhile(l => l != "```")] : [];

    [GeneratedRegex("^<!-- happens: (.+) -->$")]
    private static partial Regex Event();

    [GeneratedRegex(@"^<!-- run: (n\d)(?:, until exit code (\d))? -->$")]
    private static partial Regex Doing();
}
