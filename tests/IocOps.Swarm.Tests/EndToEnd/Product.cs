using System.Diagnostics;

namespace IocOps.Swarm.Tests.EndToEnd;

/// <summary>What a run of the product left for a user to see.</summary>
public sealed record Outcome(int ExitCode, string Data, string Notes)
{
    public override string ToString() => $"exit code {ExitCode}\n{Data}\n{Notes}";
}

/// <summary>The compiled tasks, run as a process as build.sh does, in a workspace of the test's own.</summary>
public sealed class Product(string workspace, string? dockerHost)
{
    private readonly Dictionary<string, string> _environment = [];
    private string[] _before = [];

    /// <summary>The repository that is tested.</summary>
    public static string Repository { get; } = FindRepository();

    internal static string Assembly => Path.Combine(Repository, "build", "bin", Configuration, "net10.0", "_build.dll");

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    public async Task<Outcome> RunAsync(params string[] arguments)
    {
        using var run = Start(arguments);
        return await run.EndAsync();
    }

    /// <summary>Runs it as a user who may nothing.</summary>
    public Product AsNobody()
    {
        _before = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
        return this;
    }

    /// <summary>Runs it by a command that runs what stands behind it.</summary>
    public Product Within(params string[] command)
    {
        _before = command;
        return this;
    }

    /// <summary>Runs it with a variable of the environment.</summary>
    public Product With(string variable, string value)
    {
        _environment[variable] = value;
        return this;
    }

    /// <summary>Starts a run that the test wants to meddle with.</summary>
    public Run Start(params string[] arguments)
    {
        // Tests may run under nohup or in a background job, whose children ignore signals.
        string[] command = [.. _before, "env", "--default-signal=INT,HUP,TERM", "dotnet", Assembly, "--workspace", workspace, "--no-logo", .. arguments];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = workspace,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("DOCKER_", StringComparison.Ordinal) || k == "CI").ToList()) start.Environment.Remove(name);
        start.Environment["HOME"] = workspace;
        // The lab has no registry to ask.
        start.Environment["RESOLVE_IMAGE"] = "Never";
        if (dockerHost is not null) start.Environment["DOCKER_HOST"] = dockerHost;
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        return new Run(Process.Start(start)!);
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IocOps.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    /// <summary>A run under way.</summary>
    public sealed class Run : IDisposable
    {
        private readonly Process _process;
        private readonly Text _data;
        private readonly Text _notes;

        internal Run(Process process)
        {
            _process = process;
            process.StandardInput.Close();
            (_data, _notes) = (new Text(process.StandardOutput), new Text(process.StandardError));
        }

        /// <summary>Waits until the run has said something on standard error.</summary>
        public Task SaysAsync(string text) => _notes.HoldsAsync(text);

        /// <summary>Waits until the run has printed something on standard output.</summary>
        public Task PrintsAsync(string text) => _data.HoldsAsync(text);

        public void Signal(string name)
        {
            using var kill = Process.Start("kill", ["-s", name, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }

        public async Task<Outcome> EndAsync()
        {
            await Task.WhenAll(_data.Reading, _notes.Reading);
            await _process.WaitForExitAsync();
            return new Outcome(_process.ExitCode, $"{_data}", $"{_notes}");
        }

        public void Dispose()
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }
    }

    /// <summary>What a run writes into one of its streams, as it comes.</summary>
    private sealed class Text
    {
        private readonly System.Text.StringBuilder _text = new();

        internal Text(StreamReader from) => Reading = ReadAsync(from);

        internal Task Reading { get; }

        internal async Task HoldsAsync(string text)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (!ToString().Contains(text, StringComparison.Ordinal))
            {
                if (Reading.IsCompleted && !ToString().Contains(text, StringComparison.Ordinal)) throw new InvalidOperationException($"The run ended without '{text}':\n{this}");
                await Task.Delay(10, limit.Token);
            }
        }

        public override string ToString()
        {
            lock (_text) return _text.ToString();
        }

        private async Task ReadAsync(StreamReader from)
        {
            var buffer = new char[4096];
            int count;
            while ((count = await from.ReadAsync(buffer)) > 0)
            {
                lock (_text) _text.Append(buffer, 0, count);
            }
        }
    }
}
