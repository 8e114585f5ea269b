using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace IocOps.Engine.Tests;

/// <summary>The sample build as a real process.</summary>
public sealed partial class SampleProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _error = new();

    private SampleProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
            {
                if (line.Data != null)
                    _error.Append(line.Data).Append('\n');
                Monitor.PulseAll(_error);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>The build's assembly beside the tests.</summary>
    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "SampleBuild.dll");

    private string Error
    {
        get
        {
            lock (_error)
                return _error.ToString();
        }
    }

    public static SampleProcess Start(Sandbox sandbox, params string[] arguments) =>
        new(Launch(sandbox, "dotnet", [Assembly, .. arguments]));

    /// <summary>Runs any program in the sandbox to its end.</summary>
    public static (int ExitCode, string Out, string Error) Run(Sandbox sandbox, string program, params string[] arguments)
    {
        using var process = new SampleProcess(Launch(sandbox, program, arguments));
        return process.End();
    }

    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(d => File.Exists(Path.Combine(d, program)));

    public string ReadLine() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("It ended: " + Error);

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public (int ExitCode, string Out, string Error) End()
    {
        var output = _process.StandardOutput.ReadToEndAsync();
        Assert.True(_process.WaitForExit(Patience), "It did not end in time.");
        _process.WaitForExit();
        return (_process.ExitCode, output.Result, Error);
    }

    /// <summary>Sends a signal, and once more as soon as standard error says <paramref name="text"/>.</summary>
    public (int ExitCode, string Out, string Error) StopAsSoonAs(string text, int signal)
    {
        Signal(signal);
        lock (_error)
        {
            while (!_error.ToString().Contains(text, StringComparison.Ordinal))
                Assert.True(Monitor.Wait(_error, Patience), "It never said " + text);
        }

        Signal(signal);
        return End();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    private static Process Launch(Sandbox sandbox, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = sandbox.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k is "CI" or "USER" or "PASSWORD" or "NO_COLOR").ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in sandbox.Environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
