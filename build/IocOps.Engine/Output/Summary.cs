namespace IocOps.Engine.Output;

/// <summary>The table at the end: target, status, time, and a note with the reason.</summary>
internal static class Summary
{
    private const int Gap = 3;

    /// <summary>A line per target that had something to do; the note stands after <c>//</c>.</summary>
    public static IEnumerable<Line> Lines(IReadOnlyCollection<ExecutableTarget> plan)
    {
        var rows = plan.Where(t => t.Status != ExecutionStatus.Collective).ToList();
        var statusWidth = "Succeeded".Length + Gap;
        var sum = TimeSpan.Zero;
        var (nameWidth, timeWidth) = ("Target".Length + Gap, "Duration".Length);
        foreach (var target in rows)
        {
            sum += target.Duration;
            nameWidth = Math.Max(nameWidth, target.Name.Length + Gap);
            timeWidth = Math.Max(timeWidth, Time(target).Length);
        }

        var total = Texts.Duration(sum);
        timeWidth = Math.Max(timeWidth, total.Length);
        var rule = new string('-', nameWidth + statusWidth + timeWidth);

        yield return new(Tone.Plain, "Target".PadRight(nameWidth) + "Status".PadRight(statusWidth) + "Duration".PadLeft(timeWidth));
        yield return new(Tone.Plain, rule);
        foreach (var target in rows)
        {
            var note = Note(target);
            var cells = target.Name.PadRight(nameWidth) + target.Status.ToString().PadRight(statusWidth) + Time(target).PadLeft(timeWidth);
            yield return new(ToneOf(target.Status), (cells + (note.Length > 0 ? "   // " + note : "")).TrimEnd());
        }

        yield return new(Tone.Plain, rule);
        yield return new(Tone.Plain, "Total".PadRight(nameWidth + statusWidth) + total.PadLeft(timeWidth));
    }

    private static string Time(ExecutableTarget target) => target.Status switch
    {
        ExecutionStatus.Succeeded or ExecutionStatus.Failed or ExecutionStatus.Aborted => Texts.Duration(target.Duration),
        _ => "",
    };

    private static string Note(ExecutableTarget target)
    {
        if (target.SummaryInformation.Count > 0)
            return string.Join(", ", target.SummaryInformation.Select(i => $"{i.Key}: {i.Value}"));
        var note = target.Failure ?? (target.OnlyWhen != null ? $"OnlyWhen: {target.OnlyWhen}" : target.Skipped) ?? "";
        var lines = note.Split('\n');
        return lines.Length == 1 ? note : $"{lines[0].TrimEnd()} (+ {Texts.Count(lines.Length - 1, "line")})";
    }

    private static Tone ToneOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => Tone.Good,
        ExecutionStatus.Failed => Tone.Error,
        ExecutionStatus.Aborted or ExecutionStatus.NotRun => Tone.Warning,
        _ => Tone.Plain,
    };
}
