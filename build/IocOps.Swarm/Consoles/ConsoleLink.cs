using System.Runtime.InteropServices;
using System.Text;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using Microsoft.Win32.SafeHandles;

namespace IocOps.Swarm.Consoles;

/// <summary>How a session at a terminal ended.</summary>
public enum SessionEnd
{
    /// <summary>Somebody left; what runs there runs on.</summary>
    Left,

    /// <summary>The program ended.</summary>
    Ended,
}

/// <summary>This terminal on one side, a program in a container on the other.</summary>
/// <param name="link">To the program, and from it.</param>
/// <param name="resize">Tells it how large the terminal is.</param>
internal sealed class ConsoleLink(Stream link, Func<(int Width, int Height), Task> resize)
{
    /// <summary>Whether there is a terminal to type on and to read from.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Passes keys on and shows what comes, until one side ends.</summary>
    /// <param name="keys">Which keys go on; null for all of them.</param>
    /// <param name="welcome">Is told as soon as the keys are held back: nobody types a wrong one before.</param>
    /// <param name="cancel">Leaves.</param>
    public async Task<SessionEnd> RunAsync(ConsoleKeys? keys, string welcome, CancellationToken cancel)
    {
        var size = (Console.WindowWidth, Console.WindowHeight);
        using var raw = new RawTerminal();
        Tell(welcome.ReplaceLineEndings("\r\n"));
        await SizeAsync(size);
        using var changed = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, OnChange);
        var left = new TaskCompletionSource<SessionEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var cancelled = cancel.Register(() => left.TrySetResult(SessionEnd.Left));
        // A read of a terminal can't be called off: the thread ends with the process.
        new Thread(() => Type(keys, left)) { IsBackground = true }.Start();
        return await await Task.WhenAny(left.Task, ShowAsync());
    }

    private void OnChange(PosixSignalContext context) => _ = SizeAsync((Console.WindowWidth, Console.WindowHeight));

    private void Type(ConsoleKeys? keys, TaskCompletionSource<SessionEnd> left)
    {
        // Not Console.OpenStandardInput: .NET edits lines there, with a terminal of its own making that knows Ctrl-C again.
        using var descriptor = new SafeFileHandle(0, ownsHandle: false);
        using var keyboard = new FileStream(descriptor, FileAccess.Read, bufferSize: 0);
        var buffer = new byte[4096];
        try
        {
            int count;
            while ((count = keyboard.Read(buffer)) > 0)
            {
                var result = keys?.Feed(buffer.AsSpan(0, count)) ?? new KeyResult(buffer[..count], false, []);
                if (result.Pass.Count > 0) link.WriteAsync(result.Pass.ToArray()).AsTask().GetAwaiter().GetResult();
                if (result.Held.Count > 0) Tell($"\r\n[Not passed on to the IOC: {string.Join(", ", result.Held)}. Ctrl-] leaves.]\r\n");
                if (result.Leaves) break;
            }

            left.TrySetResult(SessionEnd.Left);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The program ended; the other side of the link says so.
        }
    }

    private async Task<SessionEnd> ShowAsync()
    {
        await using var screen = Console.OpenStandardOutput();
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await link.ReadAsync(buffer)) > 0)
            {
                await screen.WriteAsync(buffer.AsMemory(0, count));
                await screen.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The connection broke: for who looks on that is the end.
        }

        return SessionEnd.Ended;
    }

    private async Task SizeAsync((int Width, int Height) size)
    {
        try
        {
            if (size.Width > 0 && size.Height > 0) await resize(size);
        }
        catch (SwarmException)
        {
            // The program is ending; lines of another length are no harm.
        }
    }

    private static void Tell(string text)
    {
        using var error = Console.OpenStandardError();
        error.Write(Encoding.UTF8.GetBytes(text));
    }
}
