using System.Text;

namespace IocOps.Core.Stacks;

/// <summary>
/// Files of <c>env_file</c>, in the docker CLI's dialect: one <c>NAME=value</c> per line, the value as it stands (no quotes, no
/// variables), lines that begin with <c>#</c> are comments, a name alone takes its value from the environment.
/// </summary>
internal static class EnvFile
{
    public static IReadOnlyList<(string Name, string? Value)> Parse(
        string file, ReadOnlySpan<byte> data, IReadOnlyDictionary<string, string> environment, ICollection<Problem> problems)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, true).GetString(data).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new Problem(file, 0, 0, "STK104", "this is not UTF-8 text; save the file as UTF-8"));
            return [];
        }

        var result = new List<(string, string?)>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = (raw.EndsWith('\r') ? raw[..^1] : raw).TrimStart();
            if (line.Length == 0 || line[0] == '#') continue;
            var parts = line.Split('=', 2);
            if (parts[0].Length == 0 || parts[0].Any(char.IsWhiteSpace))
                problems.Add(new Problem(file, number, 1, "STK106", $"'{Printable.Line(parts[0])}' is no name of a variable; a line is NAME=value, without spaces before '='"));
            else if (parts.Length == 2) result.Add((parts[0], parts[1]));
            else if (environment.TryGetValue(parts[0], out var value)) result.Add((parts[0], value));
        }

        return result;
    }
}
