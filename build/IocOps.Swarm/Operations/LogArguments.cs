using System.Globalization;
using System.Text.RegularExpressions;
using IocOps.Core;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Operations;

/// <summary>Reads what the command line says about logs.</summary>
public static class LogArguments
{
    /// <summary>A pattern must not hold a program for ever.</summary>
    private static readonly TimeSpan GrepLimit = TimeSpan.FromSeconds(1);

    /// <summary>Makes the query.</summary>
    /// <param name="follow">Goes on.</param>
    /// <param name="tail">As given; 0 for all.</param>
    /// <param name="since"><c>90s</c>, <c>10m</c>, <c>2h</c>, <c>1d</c>, put together as <c>1h30m</c>, or a time in ISO 8601; null for the beginning.</param>
    /// <param name="more">A regular expression, null for all lines; and what time it is, in UTC.</param>
    /// <exception cref="SelectionException">One of them can't be read.</exception>
    public static LogQuery Parse(bool follow, int tail, string? since, (string? Grep, DateTime Now) more) =>
        tail < 0 ? throw new SelectionException($"--tail {tail.ToString(CultureInfo.InvariantCulture)} is no number of lines; 0 means all of them.")
            : new LogQuery(follow, tail, since is null ? null : Since(since, more.Now), Pattern(more.Grep));

    private static DateTime Since(string text, DateTime now)
    {
        if (Duration.Parse(text) is { } ago) return ago < now - DateTime.MinValue ? now - ago : DateTime.UnixEpoch;
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) && text.Contains('-', StringComparison.Ordinal)
            ? time
            : throw new SelectionException($"--since '{text}' is no time: say how long ago (30s, 10m, 2h, 1d, 1h30m) or when (2026-03-01T08:00, UTC).");
    }

    private static Regex? Pattern(string? text)
    {
        if (text is null) return null;
        try
        {
            return new Regex(text, RegexOptions.CultureInvariant, GrepLimit);
        }
        catch (ArgumentException e)
        {
            throw new SelectionException($"--grep '{text}' is no regular expression: {e.Message}");
        }
    }
}
