using System.CommandLine;
using System.CommandLine.Parsing;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.CommandLine;

/// <summary>From arguments to an <see cref="Invocation"/>, by System.CommandLine. Values stay text; the binder converts them.</summary>
internal sealed class CommandLineParser
{
    private readonly Command _command = new("build");
    private readonly Argument<string[]> _targets = new("targets") { Arity = ArgumentArity.ZeroOrMore };
    private readonly Dictionary<BuiltIn, Option> _builtIns = [];
    private readonly Dictionary<ParameterMember, Option> _options = [];
    private readonly HashSet<string> _switches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _flagsByKey = new(StringComparer.Ordinal);

    /// <summary>Throws <see cref="UsageException"/> where two parameters, or a parameter and an option of the engine, share a name.</summary>
    public CommandLineParser(IReadOnlyList<ParameterMember> parameters)
    {
        var problems = new List<string>();
        _command.Add(_targets);
        foreach (var builtIn in BuiltIns.All)
        {
            _flagsByKey.Add(Names.Key(builtIn.Flag), builtIn.Flag);
            _builtIns.Add(builtIn, Add(builtIn.Flag, builtIn.Value is null, builtIn.IsArray));
        }

        foreach (var parameter in parameters)
        {
            if (_flagsByKey.TryAdd(parameter.Key, parameter.Flag))
                _options.Add(parameter, Add(parameter.Flag, parameter.IsSwitch, parameter.IsArray));
            else
                problems.Add($"Parameter '{parameter.Name}' would be --{parameter.Flag}, which is taken. Give it another Name.");
        }

        UsageException.ThrowIfAny(problems);
    }

    /// <summary>Parses; all that is wrong is added to <paramref name="problems"/>.</summary>
    public Invocation Parse(IReadOnlyList<string> arguments, string workingDirectory, List<string> problems)
    {
        var tokens = ArgumentTokens.Canonical(arguments, _flagsByKey, _switches, problems);
        var result = _command.Parse(tokens, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        var before = problems.Count;
        var invocation = new Invocation
        {
            Targets = [.. SplitNames(result.GetResult(_targets)?.Tokens), .. SplitNames(Tokens(result, BuiltIns.Target))],
            Skip = Tokens(result, BuiltIns.Skip) is { } skip ? [.. SplitNames(skip)] : null,
            Profiles = [.. SplitNames(Tokens(result, BuiltIns.Profile))],
            Help = Switch(result, BuiltIns.Help, problems),
            Plan = Switch(result, BuiltIns.Plan, problems),
            Continue = Switch(result, BuiltIns.Continue, problems),
            Version = Switch(result, BuiltIns.Version, problems),
            NoLogo = Switch(result, BuiltIns.NoLogo, problems),
            Host = Single(result, BuiltIns.Host, problems),
            Verbosity = Single(result, BuiltIns.Verbosity, problems),
            Completion = Single(result, BuiltIns.Completion, problems),
            Values = Values(result, workingDirectory),
        };
        if (problems.Count == before && result.UnmatchedTokens.Count > 0)
            problems.Add($"Not understood: {string.Join(' ', result.UnmatchedTokens)}");
        return invocation;
    }

    private Option Add(string flag, bool isSwitch, bool isArray)
    {
        if (isSwitch)
            _switches.Add(flag);
        Option option = isSwitch
            ? new Option<bool>("--" + flag) { Arity = ArgumentArity.ZeroOrOne }
            : new Option<string[]>("--" + flag)
            {
                Arity = isArray || flag == BuiltIns.Workspace.Flag ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = isArray,
            };
        _command.Add(option);
        return option;
    }

    private Dictionary<ParameterMember, RawValue> Values(ParseResult result, string workingDirectory)
    {
        var values = new Dictionary<ParameterMember, RawValue>();
        foreach (var (parameter, option) in _options)
        {
            if (result.GetResult(option) is { Implicit: false } given)
            {
                var texts = given.Tokens.Select(t => t.Value).ToList();
                values.Add(parameter, new RawValue(texts, "--" + parameter.Flag, workingDirectory, Splitting.Commas));
            }
        }

        return values;
    }

    private IReadOnlyList<Token>? Tokens(ParseResult result, BuiltIn builtIn) =>
        result.GetResult(_builtIns[builtIn]) is { Implicit: false } given ? given.Tokens : null;

    private bool Switch(ParseResult result, BuiltIn builtIn, List<string> problems)
    {
        switch (Tokens(result, builtIn)?.Select(t => t.Value).ToList())
        {
            case null:
                return false;
            case []:
                return true;
            case [var only] when bool.TryParse(only, out var value):
                return value;
            default:
                problems.Add($"--{builtIn.Flag} takes true or false, or nothing");
                return false;
        }
    }

    private string? Single(ParseResult result, BuiltIn builtIn, List<string> problems)
    {
        switch (Tokens(result, builtIn))
        {
            case null:
                return null;
            case [var only]:
                return only.Value;
            case var tokens:
                problems.Add($"--{builtIn.Flag} takes one value, but {tokens.Count} are given");
                return null;
        }
    }

    private static IEnumerable<string> SplitNames(IReadOnlyList<Token>? tokens) => (tokens ?? [])
        .SelectMany(t => t.Value.Split(['+', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
