using IocOps.Engine.Parameters;

namespace IocOps.Engine.CommandLine;

/// <summary>One way to go on with a command line.</summary>
/// <param name="Value">Replaces the word at the cursor.</param>
/// <param name="Description">For shells that show one; may be empty.</param>
internal sealed record Candidate(string Value, string Description);

/// <summary>Finds the ways to go on with a command line: targets, options, values of the option before the cursor.</summary>
/// <param name="targets">The listed targets.</param>
/// <param name="parameters">The build's parameters.</param>
/// <param name="provided">Values that the build itself offers for a parameter; asked only where they are needed.</param>
/// <param name="profiles">The profiles that are there.</param>
internal sealed class Completer(
    IReadOnlyList<Candidate> targets,
    IReadOnlyList<ParameterMember> parameters,
    Func<ParameterMember, IReadOnlyList<string>> provided,
    Func<IReadOnlyList<string>> profiles)
{
    /// <summary>The first argument of a shell that asks; the words of the line follow, the one at the cursor last.</summary>
    public const string Flag = "--complete";

    private readonly Dictionary<string, string> _flagsByKey = parameters.Where(p => p.IsListed).Select(p => p.Flag)
        .Concat(BuiltIns.All.Select(b => b.Flag)).DistinctBy(Names.Key).ToDictionary(Names.Key, f => f, StringComparer.Ordinal);

    /// <summary>The candidates that begin as the last word does, with no regard to case.</summary>
    public IReadOnlyList<Candidate> Complete(IReadOnlyList<string> words)
    {
        var current = words.Count == 0 ? "" : words[^1];
        var before = words.Take(Math.Max(0, words.Count - 1)).ToList();
        var end = current.IndexOf('=', StringComparison.Ordinal);
        if (ArgumentTokens.IsOption(current) && end > 0)
            return Filter(ValuesOf(current[..end]), current, current[..(end + 1)]);
        if (current.StartsWith('-'))
            return Filter(Options(before), current, "");
        return OpenOption(before) is { } option ? Filter(ValuesOf(option), current, "") : Filter(targets, current, "");
    }

    // In a+b and a,b only what follows the last separator is completed.
    private static IReadOnlyList<Candidate> Filter(IEnumerable<Candidate> candidates, string word, string fixedPart)
    {
        var start = Math.Max(fixedPart.Length, fixedPart.Length == 0 && word.StartsWith('-') ? 0 : word.LastIndexOfAny(['+', ',']) + 1);
        return [.. candidates.Where(c => c.Value.StartsWith(word[start..], StringComparison.OrdinalIgnoreCase))
            .Select(c => c with { Value = word[..start] + c.Value })];
    }

    private IEnumerable<Candidate> Options(List<string> before)
    {
        var given = before.Where(ArgumentTokens.IsOption).Select(w => Names.Key(w.Split('=')[0])).ToHashSet(StringComparer.Ordinal);
        return parameters.Where(p => p.IsListed && (p.IsArray || !given.Contains(p.Key))).OrderBy(p => p.Flag, StringComparer.Ordinal)
            .Select(p => new Candidate("--" + p.Flag, p.Description ?? ""))
            .Concat(BuiltIns.All.Where(b => b.IsArray || !given.Contains(Names.Key(b.Flag)))
                .Select(b => new Candidate("--" + b.Flag, b.Description)));
    }

    /// <summary>The option that the word at the cursor is a value of: it takes several, or has none yet and is no switch.</summary>
    private string? OpenOption(List<string> before)
    {
        var index = before.FindLastIndex(ArgumentTokens.IsOption);
        if (index < 0 || before.Contains("--") || before[index].Contains('=', StringComparison.Ordinal))
            return null;
        var key = Names.Key(before[index]);
        var (isSwitch, isArray) = parameters.FirstOrDefault(p => p.Key == key) is { } parameter
            ? (parameter.IsSwitch, parameter.IsArray)
            : BuiltIns.All.FirstOrDefault(b => Names.Key(b.Flag) == key) is { } own ? (own.Value is null, own.IsArray) : (true, false);
        return isArray || (!isSwitch && index == before.Count - 1) ? before[index] : null;
    }

    private IEnumerable<Candidate> ValuesOf(string option)
    {
        var flag = ArgumentTokens.Find(option, _flagsByKey);
        if (parameters.FirstOrDefault(p => p.Flag == flag) is { } parameter)
            return (parameter.ValueProvider is null ? ValueConverter.Names(parameter.ElementType) : provided(parameter)).Select(Plain);
        if (flag == BuiltIns.Target.Flag || flag == BuiltIns.Skip.Flag)
            return targets;
        return (flag switch
        {
            "verbosity" => Enum.GetNames<Verbosity>(),
            "host" => Host.Names,
            "completion" => CompletionScripts.Shells,
            "profile" => profiles(),
            _ => [],
        }).Select(Plain);
    }

    private static Candidate Plain(string value) => new(value, "");
}
