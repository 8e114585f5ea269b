using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using IocOps.Engine.CommandLine;
using IocOps.Engine.Files;
using IocOps.Engine.Graph;
using IocOps.Engine.Output;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.Execution;

/// <summary>One run from arguments to exit code.</summary>
internal sealed class BuildRun(
    BuildSession session, Type type, Func<TargetBuild> create, IReadOnlyList<LambdaExpression> defaults)
{
    private readonly List<string> _problems = [];

    // From here on targets may have done something, and 2 would promise that they have not.
    private bool _begun;
    private readonly EnvironmentSource _environment = new(session.Environment, session.WorkingDirectory);

    /// <summary>Everything; throws nothing that the build itself is to blame for.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The last resort: an exception becomes a sentence and an exit code.")]
    public int Execute()
    {
        try
        {
            return Start();
        }
        catch (Exception exception) when (Texts.Unwrap(exception) is UsageException usage)
        {
            Complain(usage.Problems);
            return ExitCodes.Usage;
        }
        catch (Exception exception)
        {
            Complain([Texts.Message(exception)]);
            Log().Write(Tone.Detail, exception.ToString());
            return _begun ? ExitCodes.Failed : ExitCodes.Usage;
        }
    }

    private int Start()
    {
        var properties = TargetProperty.Of(type);
        var parameters = ParameterMember.Of(type);
        // build.sh says the workspace first.
        if (session.Arguments is [Completer.Flag, ..] or ["--workspace", _, Completer.Flag, ..])
            return new CompletionRequest(session, type, create).Answer([.. session.Arguments.SkipWhile(a => a != Completer.Flag).Skip(1)]);

        session.Parameters = parameters;
        var invocation = new CommandLineParser(parameters).Parse(session.Arguments, session.WorkingDirectory, _problems);
        if (invocation.Completion is { } shell)
            return CompletionScripts.Print(session.Out, shell, session.Command);
        if (invocation.Version)
            return PrintVersion();

        ApplySettings(invocation, []);
        var build = create();
        var graph = TargetGraph.Of(build, properties, defaults);
        build.ExecutableTargets = graph.Targets;
        var request = TargetRequest.Of(invocation, graph, _problems);
        return invocation.Help || (request.Asked.Count == 0 && invocation.Targets.Count == 0)
            ? PrintHelp(new HelpText(session.Out, build, graph, parameters), invocation.Targets.Count > 0 ? request.Asked : [])
            : Run(build, graph, request, invocation);
    }

    private int Run(TargetBuild build, TargetGraph graph, TargetRequest request, Invocation invocation)
    {
        if (_problems.Count == 0)
            UnreadParameters.Report(invocation.Values.Keys, request.Asked, graph.Targets, new ParameterUse(type, session.Parameters), _problems);
        Bind(build, invocation);
        build.ExecutionPlan = request.Plan();
        if (invocation.Plan)
        {
            Skipping.ByConditions(request.Planned);
            session.Out.Write(session.Secrets.Mask(PlanText.Of(request.Planned)));
            return ExitCodes.Done;
        }

        SchemaFile.Update(session.RootDirectory, graph, session.Parameters);
        _begun = true;
        return new Conduct(session, build, request, Log()).Execute(invocation);
    }

    private int PrintHelp(HelpText help, IReadOnlyList<ExecutableTarget> targets)
    {
        UsageException.ThrowIfAny(_problems);
        help.Write(targets);
        return ExitCodes.Done;
    }

    private int PrintVersion()
    {
        UsageException.ThrowIfAny(_problems);
        session.Out.WriteLine(Texts.Product(type));
        return ExitCodes.Done;
    }

    private void Bind(TargetBuild build, Invocation invocation)
    {
        var files = ParameterFiles.Read(session.RootDirectory, Profiles(invocation), _problems);
        ApplySettings(invocation, files);
        var binder = new ParameterBinder(session.Parameters, session.Secrets);
        binder.Bind(build, invocation.Values, _environment, files, _problems);
        session.Values = binder.Values;
        UsageException.ThrowIfAny(_problems);
    }

    private IReadOnlyList<string> Profiles(Invocation invocation) =>
        invocation.Profiles.Count > 0 ? invocation.Profiles
        : _environment.FindOwn("profile") is { } own ? own.Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)
        : [];

    // Asked twice: before the files are read, so that errors are told as loudly as the command line wants, and after.
    private void ApplySettings(Invocation invocation, IReadOnlyList<JsonSource> files)
    {
        if (Setting(invocation.Verbosity, "--verbosity", "Verbosity", files) is var (verbosity, origin))
        {
            if (Enum.GetNames<Verbosity>().FirstOrDefault(n => n.Equals(verbosity, StringComparison.OrdinalIgnoreCase)) is { } name)
                session.Verbosity = Enum.Parse<Verbosity>(name);
            else
                AddOnce($"{origin} must be one of {string.Join(", ", Enum.GetNames<Verbosity>())}, not '{verbosity}'{Nearest.Hint(verbosity, Enum.GetNames<Verbosity>())}");
        }

        session.Host = Host.Detect(session.Environment);
        if (Setting(invocation.Host, "--host", "Host", files) is var (host, hostOrigin))
        {
            if (Host.Named(host) is { } named)
                session.Host = named;
            else
                AddOnce($"{hostOrigin} must be one of {string.Join(", ", Host.Names)}, not '{host}'{Nearest.Hint(host, Host.Names)}");
        }
    }

    private (string Value, string Origin)? Setting(string? given, string flag, string key, IReadOnlyList<JsonSource> files)
    {
        if (given != null)
            return (given, flag);
        if (_environment.FindOwn(Names.Key(key)) is var (variable, value))
            return (value, $"environment variable {variable}");
        return files.Select(f => f.Find(key)).FirstOrDefault(f => f != null) is { Texts: [var text] } raw ? (text, raw.Origin) : null;
    }

    private void AddOnce(string problem)
    {
        if (!_problems.Contains(problem))
            _problems.Add(problem);
    }

    private BuildLog Log() => new(session.Error, session.HasColor, session.Secrets, session.Verbosity);

    private void Complain(IReadOnlyList<string> problems)
    {
        var log = Log();
        foreach (var problem in problems)
            log.Fail(problem);
    }
}
