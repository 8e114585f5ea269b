using System.ComponentModel;
using System.Runtime.InteropServices;

namespace IocOps.Swarm.Consoles;

/// <summary>
/// The terminal of standard input without its own editing, echo and signals: each key goes where it shall. Disposing it, the end of the process
/// and a signal that ends it bring back what was before.
/// </summary>
internal sealed class RawTerminal : IDisposable
{
    private const int Input = 0;
    private const int Now = 0;

    /// <summary>Larger than termios of any system; its fields are nobody's business here.</summary>
    private const int SizeOfTermios = 512;

    private readonly byte[] _before = new byte[SizeOfTermios];
    private int _isOver;

    /// <exception cref="PlatformNotSupportedException">Windows has no such terminal.</exception>
    /// <exception cref="Win32Exception">Standard input is no terminal.</exception>
    public RawTerminal()
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("A shell on this terminal needs Linux or macOS; pipe the commands in instead.");
        if (NativeMethods.tcgetattr(Input, _before) != 0) throw new Win32Exception();
        var raw = (byte[])_before.Clone();
        NativeMethods.cfmakeraw(raw);
        AppDomain.CurrentDomain.ProcessExit += Restore;
        if (NativeMethods.tcsetattr(Input, Now, raw) != 0) throw new Win32Exception();
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Restore;
        Restore(this, EventArgs.Empty);
    }

    private void Restore(object? sender, EventArgs e)
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0) _ = NativeMethods.tcsetattr(Input, Now, _before);
    }

    private static class NativeMethods
    {
        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int tcgetattr(int fd, byte[] termios);

        [DllImport("libc", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int tcsetattr(int fd, int when, byte[] termios);

        [DllImport("libc")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern void cfmakeraw(byte[] termios);
    }
}
