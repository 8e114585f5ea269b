using System.Globalization;
using IocOps.Swarm.Audit;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using Spectre.Console;

namespace IocOps.Swarm.Views;

/// <summary>The changes that were written down, for people and for programs.</summary>
public static class AuditView
{
    /// <summary>Shows those that the query asks for, oldest first.</summary>
    /// <param name="file">Where they are.</param>
    /// <param name="query">The last so many, since when, and with which text.</param>
    /// <param name="json">For programs.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="SelectionException">The file can't be read.</exception>
    public static void Show(AuditFile file, LogQuery query, bool json, Output output)
    {
        var (lines, unreadable) = Read(file, query);
        if (unreadable > 0) output.Note($"Warning: {unreadable.ToString(CultureInfo.InvariantCulture)} lines of the audit log are no lines of it; they are left out.");
        if (json) output.Data(JsonStyle.Array(lines, (writer, line) => line.Write(writer)));
        else if (lines.Count == 0) output.Note("No change is written down, or none fits.");
        else output.Data(Table(lines));
    }

    private static (IReadOnlyList<AuditLine> Lines, int Unreadable) Read(AuditFile file, LogQuery query)
    {
        try
        {
            var texts = file.Read();
            var all = texts.Select(t => (Text: t, Line: AuditLine.Parse(t))).ToList();
            var fit = all.Where(a => a.Line is not null && !(a.Line.Time < query.Since) && query.Grep?.IsMatch(a.Text) != false).Select(a => a.Line!);
            return ([.. query.Tail == 0 ? fit : fit.TakeLast(query.Tail)], all.Count(a => a.Line is null));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelectionException($"The audit log can't be read: {e.Message}");
        }
    }

    private static Table Table(IReadOnlyList<AuditLine> lines)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("TIME (UTC)", "WHO", "TARGET", "RESULT", "WHAT");
        foreach (var line in lines)
        {
            var who = $"{(line.SudoUser is null ? "" : $"{line.SudoUser} as ")}{line.User}@{line.Host}";
            var what = line.Failure is null ? line.What : $"{line.What}: {line.Failure}";
            table.AddRow(
                new Text(line.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)), new Text(who), new Text(line.Target),
                new Text(line.Result, new Style(line.Failure is null ? Color.Default : Color.Red)), new Text(what));
        }

        return table;
    }
}
