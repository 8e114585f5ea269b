using IocOps.Swarm.Audit;
using IocOps.Swarm.Deploy;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IocOps.Swarm.Views;

/// <summary>
/// Where targets put what they have to say: data on standard output, everything else on standard error. Plain text without colour where
/// it does not go to a terminal, or where NO_COLOR is set; lines are not folded then, so that grep and diff work.
/// </summary>
public sealed class Output
{
    private static readonly bool Colourless = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private readonly TextWriter _data;
    private readonly TextWriter _notes;
    private readonly bool _terminal;
    private readonly bool _notesTerminal;

    /// <summary>Writes to the streams of this process.</summary>
    public static Output Standard => new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);

    /// <summary>Writes to given streams.</summary>
    /// <param name="data">For data.</param>
    /// <param name="notes">For everything else.</param>
    /// <param name="terminal">Whether data goes to a terminal.</param>
    /// <param name="notesTerminal">Whether the rest goes to a terminal.</param>
    public Output(TextWriter data, TextWriter notes, bool terminal, bool notesTerminal) =>
        (_data, _notes, _terminal, _notesTerminal) = (data, notes, terminal, notesTerminal);

    /// <summary>Where changes are written down; null for nowhere.</summary>
    public AuditTrail? Trail { get; set; }

    /// <summary>Makes one change and writes into the audit log that it was made, or that it failed and why.</summary>
    /// <param name="what">Is changed, in words that stand alone; no secrets.</param>
    /// <param name="change">Changes it.</param>
    public async Task ChangeAsync(string what, Func<Task> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        try
        {
            await change();
        }
        catch (Exception e)
        {
            Changed(what, e is OperationCanceledException ? "the run was stopped before the answer came" : e.Message);
            throw;
        }

        Changed(what);
    }

    /// <summary>Writes a change into the audit log.</summary>
    /// <param name="what">Was changed, in words that stand alone; no secrets.</param>
    /// <param name="failure">Why it was not; null where it was.</param>
    public void Changed(string what, string? failure = null)
    {
        HasChanged |= failure is null;
        Trail?.Write(what, failure);
    }

    /// <summary>Whether something was changed in this run.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>Whether data goes to a terminal that understands more than lines.</summary>
    public bool IsTerminal => _terminal && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Takes the whole terminal; give it back by disposing.</summary>
    public Screen Screen() => new(_data, text => ConsoleOn(text, true));

    /// <summary>A line of data, as it is.</summary>
    public void Data(string line) => _data.WriteLine(line);

    /// <summary>Whether programs read the data: then <see cref="Lines"/> are JSON.</summary>
    public bool AsJson { get; set; }

    /// <summary>Lines of data; for programs an array of them, also where there are none.</summary>
    public void Lines(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (AsJson) Data(JsonStyle.Strings(lines));
        else foreach (var line in lines) Data(line);
    }

    /// <summary>A line of data that belongs to somebody: <c>who | text</c>, in a colour of their own on a terminal.</summary>
    /// <param name="who">Whose it is.</param>
    /// <param name="colour">The how manieth of them they are, from 0.</param>
    /// <param name="text">Without escape sequences.</param>
    public void Labelled(string who, int colour, string text)
    {
        if (!IsTerminal || Colourless)
        {
            _data.WriteLine($"{who} | {text}");
            return;
        }

        // Of the sixteen colours that every terminal has, those that are readable on black and on white.
        int[] codes = [36, 33, 32, 35, 34, 31, 96, 93, 92, 95, 94, 91];
        _data.WriteLine($"\x1b[{codes[colour % codes.Length]}m{who} |\x1b[0m {text}");
    }

    /// <summary>Something laid out: a table, a tree.</summary>
    public void Data(IRenderable renderable)
    {
        if (_terminal)
        {
            ConsoleOn(_data, true).Write(renderable);
            return;
        }

        // Padded to the longest cell of all, a table has lines of hundreds of spaces.
        using var text = new StringWriter();
        var console = ConsoleOn(text, false);
        console.Profile.Width = 10_000;
        console.Write(renderable);
        foreach (var line in text.ToString().TrimEnd().Split('\n')) _data.WriteLine(line.TrimEnd());
    }

    /// <summary>Shows a watch: a table that is redrawn on a terminal, a line per change elsewhere.</summary>
    public IProgressDisplay Progress => _notesTerminal ? new LiveProgress(ConsoleOn(_notes, true)) : new PlainProgress(_notes);

    /// <summary>A line for the person who looks on: progress, hints, warnings.</summary>
    public void Note(string line) => _notes.WriteLine(line);

    /// <summary>Whether somebody is asked; where not, every answer was given beforehand, and is yes.</summary>
    public bool Asks { get; set; } = true;

    /// <summary>A question for the person; the cursor stays behind it.</summary>
    public void Ask(string question) => _notes.Write(question);

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool terminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = !terminal ? AnsiSupport.No : writer is StringWriter ? AnsiSupport.Yes : AnsiSupport.Detect,
        ColorSystem = terminal && !Colourless ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(writer),
    });
}
