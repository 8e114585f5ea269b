using System.Linq.Expressions;
using IocOps.Engine.Execution;

namespace IocOps.Engine.Tests;

/// <summary>A root directory of its own, and builds run in this process as if the command line had started them.</summary>
public sealed class Sandbox : IDisposable
{
    public Sandbox() => Directory.CreateDirectory(Path.Combine(Root, ".nuke"));

    public string Root { get; } = Directory.CreateTempSubdirectory("iocops-engine-").FullName;

    public Dictionary<string, string> Environment { get; } = [];

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public void Write(string file, string text)
    {
        var path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Runs a build without default targets.</summary>
    public Outcome<T> Run<T>(params string[] arguments)
        where T : TargetBuild, new() => RunDefault<T>([], arguments);

    public Outcome<T> RunDefault<T>(Expression<Func<T, Target>>[] defaults, params string[] arguments)
        where T : TargetBuild, new()
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var session = new BuildSession
        {
            Arguments = arguments,
            Environment = Environment,
            WorkingDirectory = Root,
            Out = output,
            Error = error,
        };
        BuildSession.Current = session;
        T? build = null;
        var exitCode = new BuildRun(session, typeof(T), () => build = new T(), defaults).Execute();
        return new Outcome<T>(exitCode, output.ToString(), error.ToString(), build);
    }
}

/// <summary>What became of a run. <paramref name="Made"/> is null where the build was not even created.</summary>
public sealed record Outcome<T>(int ExitCode, string Out, string Error, T? Made)
    where T : TargetBuild
{
    public T Build => Made ?? throw new InvalidOperationException("The build was not created: " + Error);

    public string Status(string target) => Build.ExecutionPlan.Single(t => t.Name == target).Status.ToString();
}

/// <summary>A build that notes in which order its targets ran.</summary>
public abstract class NotingBuild : TargetBuild
{
    public List<string> Ran { get; } = [];

    protected Action Note(string name) => () => Ran.Add(name);
}
