using IocOps.Core.Epics;

namespace IocOps.Core.Checks;

/// <summary>A database file, and its lines with macros.</summary>
/// <param name="Origin">Where it is, below the workspace.</param>
/// <param name="File">Empty for a file that records include.</param>
/// <param name="Body">Empty for any other.</param>
/// <param name="Faults">What EPICS can't read.</param>
/// <param name="MacroLines">In the order of the file.</param>
/// <param name="Mentioned">Names of macros, as written.</param>
/// <param name="HasNestedNames">True where a name holds a macro.</param>
internal sealed record ParsedDatabase(
    string Origin,
    DbFile File,
    DbBody Body,
    IReadOnlyList<TextFault> Faults,
    IReadOnlyList<MacroLine> MacroLines,
    IReadOnlySet<string> Mentioned,
    bool HasNestedNames)
{
    private static readonly DbFile NoFile = new([], []);

    /// <summary>Reads a file.</summary>
    /// <param name="text">Of the file.</param>
    /// <param name="origin">Where it is, below the workspace.</param>
    /// <param name="isBody">True where a record includes it.</param>
    public static ParsedDatabase Of(string text, string origin, bool isBody)
    {
        var lines = text.Split('\n').Select((t, i) => new MacroLine(i + 1, t, CodeLength(t))).Where(l => l.Text.Contains('$', StringComparison.Ordinal)).ToList();
        var names = lines.SelectMany(l => MacroText.References(l.Text)).ToHashSet(StringComparer.Ordinal);
        var parser = new DbParser(text);
        var (file, body) = isBody ? (NoFile, parser.ParseBody()) : (parser.Parse(), DbBody.Empty);
        return new ParsedDatabase(origin, file, body, parser.Faults, lines, names, names.Any(n => n.Contains('$', StringComparison.Ordinal)));
    }

    private static int CodeLength(string line)
    {
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\') i++;
            else if (line[i] == '"') isQuoted = !isQuoted;
            else if (line[i] == '#' && !isQuoted) return i;
        }

        return line.Length;
    }
}

/// <summary>A line of a database that holds a macro.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">The line.</param>
/// <param name="CodeLength">Up to the comment.</param>
internal sealed record MacroLine(int Number, string Text, int CodeLength);
