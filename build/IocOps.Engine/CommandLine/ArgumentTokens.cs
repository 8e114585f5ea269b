using IocOps.Engine.Parameters;

namespace IocOps.Engine.CommandLine;

/// <summary>Brings the options of a command line to the one spelling that the parser knows.</summary>
/// <remarks>Case and dashes in a name do not matter: --ioc-list, --IocList and -ioclist are the same.</remarks>
internal static class ArgumentTokens
{
    /// <summary>The arguments with canonical option names; unknown ones are reported and left out.</summary>
    public static IReadOnlyList<string> Canonical(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> flagsByKey,
        IReadOnlySet<string> switches,
        List<string> problems)
    {
        var tokens = new List<string>(arguments.Count);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                tokens.AddRange(arguments.Skip(i));
                break;
            }

            if (!IsOption(argument))
            {
                tokens.Add(argument);
                continue;
            }

            var end = argument.IndexOfAny(['=', ':']);
            var name = end < 0 ? argument : argument[..end];
            if (Find(name, flagsByKey) is { } flag)
            {
                var value = end < 0 ? null : argument[(end + 1)..];
                tokens.Add(switches.Contains(flag) ? Switch(flag, value, problems) : $"--{flag}{(value is null ? "" : "=" + value)}");
                continue;
            }

            // Its values would be told to be unknown targets.
            problems.Add(Unknown(name, flagsByKey));
            i = EndOfValues(arguments, i);
        }

        return tokens;
    }

    /// <summary>Starts with a dash and is no number: -5 is a value.</summary>
    public static bool IsOption(string argument) =>
        argument.Length > 1 && argument[0] == '-' && !char.IsAsciiDigit(argument[1]) && argument[1] != '.';

    public static string? Find(string name, IReadOnlyDictionary<string, string> flagsByKey) => name is "-h" or "-?"
        ? BuiltIns.Help.Flag
        : flagsByKey.GetValueOrDefault(Names.Key(name));

    // The parser would take the value of a switch that is neither true nor false for a target.
    private static string Switch(string flag, string? value, List<string> problems)
    {
        if (value is null)
            return $"--{flag}";
        if (ValueConverter.ConvertBool(value) is { } isOn)
            return $"--{flag}={(isOn ? "true" : "false")}";
        problems.Add($"--{flag} must be true or false, not '{value}'");
        return $"--{flag}";
    }

    private static int EndOfValues(IReadOnlyList<string> arguments, int option)
    {
        var end = option;
        while (end + 1 < arguments.Count && !IsOption(arguments[end + 1]) && arguments[end + 1] != "--")
            end++;
        return end;
    }

    private static string Unknown(string name, IReadOnlyDictionary<string, string> flagsByKey)
    {
        var hint = Nearest.Hint(name, flagsByKey.Values.Select(f => "--" + f));
        return $"Unknown option {name}{(hint.Length > 0 ? hint : "; --help lists what there is (a value that starts with '-' is written --name=-value)")}";
    }
}
