using Spectre.Console;
using Spectre.Console.Rendering;

namespace IocOps.Swarm.Views;

/// <summary>A terminal that is drawn as a whole.</summary>
public interface IScreen
{
    /// <summary>Draws a picture over the last one.</summary>
    /// <param name="picture">Gets the width and height in cells.</param>
    void Draw(Func<(int Width, int Height), IRenderable> picture);
}

/// <summary>
/// The other screen of a terminal, as pagers and editors use it: what stood there before comes back at the end, however that comes.
/// </summary>
public sealed class Screen : IScreen, IDisposable
{
    private readonly TextWriter _terminal;
    private readonly Func<TextWriter, IAnsiConsole> _console;
    private readonly bool _hasKeys = !Console.IsInputRedirected;
    private readonly CancellationTokenSource _quit = new();
    private readonly Thread? _keys;
    private volatile bool _isOver;

    /// <param name="terminal">Where the terminal is.</param>
    /// <param name="console">Makes what draws into a text for that terminal.</param>
    internal Screen(TextWriter terminal, Func<TextWriter, IAnsiConsole> console)
    {
        (_terminal, _console) = (terminal, console);
        // The other screen, no cursor.
        _terminal.Write("\x1b[?1049h\x1b[?25l");
        if (!_hasKeys) return;
        // Ctrl-C comes as a key then: to end a watch is no accident.
        Console.TreatControlCAsInput = true;
        _keys = new Thread(ReadKeys) { IsBackground = true };
        _keys.Start();
    }

    /// <summary>Cancelled by q, Escape and Ctrl-C.</summary>
    public CancellationToken Quit => _quit.Token;

    /// <inheritdoc />
    public void Draw(Func<(int Width, int Height), IRenderable> picture)
    {
        var (width, height) = (Math.Max(20, Console.WindowWidth), Math.Max(5, Console.WindowHeight));
        using var text = new StringWriter();
        var console = _console(text);
        (console.Profile.Width, console.Profile.Height) = (width, height);
        console.Write(picture((width, height)));
        // Line by line over what stands there: nothing flickers. The last line must not scroll.
        var lines = text.ToString().TrimEnd('\n').Split('\n').Take(height);
        _terminal.Write($"\x1b[H{string.Join("\x1b[K\r\n", lines.Select(l => l.TrimEnd('\r')))}\x1b[K\x1b[J");
        _terminal.Flush();
    }

    /// <summary>Brings the terminal back to what it was.</summary>
    public void Dispose()
    {
        _isOver = true;
        _keys?.Join();
        if (_hasKeys) Console.TreatControlCAsInput = false;
        _terminal.Write("\x1b[?25h\x1b[?1049l");
        _terminal.Flush();
        _quit.Dispose();
    }

    private void ReadKeys()
    {
        while (!_isOver)
        {
            if (!Console.KeyAvailable)
            {
                Thread.Sleep(50);
                continue;
            }

            var key = Console.ReadKey(intercept: true);
            if (key.Key is ConsoleKey.Q or ConsoleKey.Escape || (key.Key == ConsoleKey.C && key.Modifiers == ConsoleModifiers.Control)) _quit.Cancel();
        }
    }
}
