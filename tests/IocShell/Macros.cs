using System.Text;

namespace IocOps.IocShell;

/// <summary>EPICS's macro processor on a database, as dbLoadRecords uses it: with the definitions of the load and nothing else (dbReadCOM of base gives it no environment).</summary>
internal static class Macros
{
    // MY_BUFFER_SIZE of dbLexRoutines is smaller, and a line that does not fit is no fault of a macro.
    private const int Capacity = 8192;

    /// <summary>The text with macros replaced, line by line.</summary>
    /// <param name="text">Of the database.</param>
    /// <param name="definitions">Second argument of dbLoadRecords.</param>
    /// <param name="undefined">Gets the lines in which a macro has no value.</param>
    public static unsafe string Expand(string text, string definitions, List<string> undefined)
    {
        Check(EpicsLibrary.macCreateHandle(out var handle, 0), "macCreateHandle");
        Check(EpicsLibrary.macParseDefns(handle, definitions, out var parsed), "macParseDefns");
        if (parsed != 0) Check(EpicsLibrary.macInstallMacros(handle, parsed), "macInstallMacros");
        var lines = new List<string>();
        var buffer = stackalloc byte[Capacity];
        foreach (var line in text.Split('\n'))
        {
            var length = EpicsLibrary.macExpandString(handle, line, buffer, Capacity);
            if (length < 0) undefined.Add(line.Trim());
            lines.Add(System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)buffer)!);
        }

        Check(EpicsLibrary.macDeleteHandle(handle), "macDeleteHandle");
        return string.Join('\n', lines);
    }

    private static void Check(int status, string what)
    {
        if (status < 0) throw new InvalidOperationException($"{what} failed with {status}.");
    }
}
