namespace IocOps.Core.Operations;

/// <summary>What became of keys.</summary>
/// <param name="Pass">To the IOC.</param>
/// <param name="Leaves">Somebody wants to leave; what came after it is dropped.</param>
/// <param name="Held">Names of keys that were not passed on, in the order in which they came.</param>
public sealed record KeyResult(IReadOnlyList<byte> Pass, bool Leaves, IReadOnlyList<string> Held);

/// <summary>
/// Stands between a keyboard and an IOC shell. Ctrl-] and Ctrl-P Ctrl-Q leave. Keys with which a terminal ends, stops or freezes a program are
/// not passed on: the IOC's own terminal would obey them, and a control system would stand still for a habit of the hands.
/// </summary>
public sealed class ConsoleKeys
{
    private const byte CtrlP = 0x10;
    private const byte CtrlQ = 0x11;
    private const byte Leave = 0x1D;
    private bool _hasP;

    /// <summary>Takes what was typed.</summary>
    public KeyResult Feed(ReadOnlySpan<byte> typed)
    {
        var pass = new List<byte>();
        var held = new List<string>();
        foreach (var key in typed)
        {
            if (key == Leave || (_hasP && key == CtrlQ)) return new(pass, true, held);
            if (_hasP) pass.Add(CtrlP);
            _hasP = key == CtrlP;
            if (_hasP) continue;
            if (Harm(key) is { } name) held.Add(name);
            else pass.Add(key);
        }

        return new(pass, false, held);
    }

    /// <summary>True for a line that would end the IOC.</summary>
    public static bool EndsTheIoc(string line) => line.Trim().TrimEnd(';').Split(' ', '(', '\t')[0] == "exit";

    private static string? Harm(byte key) => key switch
    {
        0x03 => "Ctrl-C",
        0x04 => "Ctrl-D",
        0x13 => "Ctrl-S",
        0x1A => "Ctrl-Z",
        0x1C => "Ctrl-\\",
        _ => null,
    };
}
