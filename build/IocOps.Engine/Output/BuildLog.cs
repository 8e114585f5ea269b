using IocOps.Engine.Parameters;
using Spectre.Console;

namespace IocOps.Engine.Output;

/// <summary>What a line is, which decides its colour and from which verbosity on it is left out.</summary>
internal enum Tone
{
    Detail,
    Plain,
    Header,
    Good,
    Warning,
    Error,
}

/// <summary>A line of output.</summary>
internal sealed record Line(Tone Tone, string Text);

/// <summary>
/// All that the engine says about a run, on standard error. Whole lines only, so that they do not mix with what targets write there.
/// Secrets are masked. Without a terminal or with NO_COLOR it is plain text.
/// </summary>
internal sealed class BuildLog(TextWriter writer, bool hasColor, Secrets secrets, Verbosity verbosity)
{
    private readonly Lock _lock = new();
    private readonly List<Line> _complaints = [];
    private IAnsiConsole? _console;

    public Verbosity Verbosity => verbosity;

    /// <summary>Errors and warnings so far, in order.</summary>
    public IReadOnlyList<Line> Complaints => _complaints;

    /// <summary>Writes lines; nothing where the verbosity is below what they are.</summary>
    public void Write(Tone tone, string text)
    {
        if (IsShown(tone))
            WriteAlways(tone, text);
    }

    /// <summary>Writes a warning and keeps it for the summary.</summary>
    public void Warn(string text) => Complain(Tone.Warning, "Warning: " + text);

    /// <summary>Writes an error and keeps it for the summary.</summary>
    public void Fail(string text) => Complain(Tone.Error, "Error: " + text);

    public void WriteAlways(Tone tone, string text)
    {
        var masked = secrets.Mask(text);
        lock (_lock)
        {
            if (!hasColor)
            {
                writer.WriteLine(masked);
                return;
            }

            _console ??= CreateConsole();
            _console.Write(new Text(masked + "\n", StyleOf(tone)));
        }
    }

    public string Mask(string text) => secrets.Mask(text);

    private bool IsShown(Tone tone) => tone switch
    {
        Tone.Error => true,
        Tone.Warning => verbosity <= Verbosity.Minimal,
        Tone.Detail => verbosity == Verbosity.Verbose,
        _ => verbosity <= Verbosity.Normal,
    };

    private void Complain(Tone tone, string text)
    {
        lock (_lock)
            _complaints.Add(new Line(tone, text));
        Write(tone, text);
    }

    // Too wide to wrap: a wrapped line can't be copied or searched.
    private IAnsiConsole CreateConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.Standard,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = 10_000;
        return console;
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Header => new Style(Color.Teal, decoration: Decoration.Bold),
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Error => new Style(Color.Red),
        Tone.Detail => new Style(Color.Grey),
        _ => Style.Plain,
    };
}
