namespace IocOps.Core;

/// <summary>How bad a <see cref="Problem"/> is.</summary>
public enum Severity
{
    /// <summary>Nothing may be written or deployed while it is there.</summary>
    Error,

    /// <summary>Worth a look; work goes on.</summary>
    Warning,
}

/// <summary>One mistake in one input, where it stands, and what to do about it.</summary>
/// <param name="File">Path below the workspace, with '/' between folders.</param>
/// <param name="Line">From 1; 0 where the problem is the file itself.</param>
/// <param name="Column">From 1; 0 where the problem is the whole line or file.</param>
/// <param name="Code">Stable, for filters and searches: three letters for the room, three digits (YML001, IOC014, STK102).</param>
/// <param name="Message">What is wrong, what is allowed or expected, and what to do. No full stop at the end.</param>
public sealed record Problem(string File, int Line, int Column, string Code, string Message)
{
    /// <summary>Error unless said otherwise.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>The form that editors and CI recognise: <c>file:line:column: error CODE: message</c>.</summary>
    public override string ToString()
    {
        var place = Line == 0 ? File : Column == 0 ? $"{File}:{Line}" : $"{File}:{Line}:{Column}";
        return $"{place}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}";
    }
}

/// <summary>Inputs can't be used; carries every problem found, so that one run shows them all. Exit code 2.</summary>
public sealed class ProblemException(IReadOnlyList<Problem> problems)
    : Exception(string.Join('\n', problems.Select(p => p.ToString())))
{
    /// <summary>All of them, in the order of file, line and column.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
