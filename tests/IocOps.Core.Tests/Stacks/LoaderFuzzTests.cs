using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using IocOps.Core.Stacks;

namespace IocOps.Core.Tests.Stacks;

/// <summary>Damaged stack files: whatever comes, the loader tells problems or gives a stack; it never throws and never hangs.</summary>
public sealed partial class LoaderFuzzTests
{
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("IOCOPS_FUZZ_ROUNDS") ?? "300", System.Globalization.CultureInfo.InvariantCulture);

    // Far above what a file of this size needs (milliseconds), far below a hang.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly string[] Odd =
    [
        "\t", "\0", "\uFFFD", "\u0085", "\u2028", "${", "$", "${A:-${B}}", "*x", "&x ", "<<: ", "!!binary ", "!!int ", "? ", "- ", ": ", "{", "}", "[", "]", "'", "\"", "|", ">", "%", "@", "#",
        "99999999999999999999999", "-1", "0x", "1e999", ".nan", "~", "null", "../../..", "/etc", "\r\n", "---\n", "...\n", "\u202E", "\uD83D\uDE00", "é",
    ];

    public static TheoryData<string> Corpus => [.. Samples.Names];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void A_damaged_file_gives_problems_or_a_stack(string name)
    {
        var text = Samples.Read($"{name}.yaml");
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var damaged = text;
            for (var i = random.Next(1, 5); i > 0; i--) damaged = Damage(damaged, random);
            Load(name, seed, damaged);
        }
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void A_file_that_ends_anywhere_gives_problems_or_a_stack(string name)
    {
        var text = Samples.Read($"{name}.yaml");
        for (var length = 0; length < text.Length; length += 7) Load(name, length, text[..length]);
    }

    [Fact]
    public void A_file_made_of_known_keys_and_any_values_gives_problems_or_a_stack()
    {
        var keys = Samples.Names.SelectMany(n => Key().Matches(Samples.Read($"{n}.yaml")).Select(m => m.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal).ToList();
        for (var seed = 0; seed < 10 * Rounds; seed++)
        {
            var random = new Random(seed);
            Load("generated", seed, $"services:\n  a:\n    image: x\n    {keys[random.Next(keys.Count)]}: {Value(keys, random, 0)}\n{keys[random.Next(keys.Count)]}: {Value(keys, random, 0)}\n");
        }
    }

    // In YAML's flow form, so that any value fits on a line.
    private static string Value(List<string> keys, Random random, int depth) => random.Next(depth < 4 ? 6 : 3) switch
    {
        0 => Odd[random.Next(Odd.Length)].Trim('\n', '\r'),
        1 => random.Next(-2, 70_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
        2 => $"\"{keys[random.Next(keys.Count)]}\"",
        3 => $"[{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Value(keys, random, depth + 1)))}]",
        _ => $"{{{string.Join(", ", Enumerable.Range(0, random.Next(1, 5)).Select(_ => $"{keys[random.Next(keys.Count)]}: {Value(keys, random, depth + 1)}"))}}}",
    };

    [GeneratedRegex(@"([A-Za-z_][A-Za-z_.]*):(?=\s)")]
    private static partial Regex Key();

    private static void Load(string name, int seed, string text)
    {
        var problems = new List<Problem>();
        var clock = Stopwatch.StartNew();
        Stack? stack;
        try
        {
            stack = StackLoader.Load(Samples.Source(name, text), problems);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}, seed {seed}: {e.Message}\n{text}", e);
        }

        Assert.True(clock.Elapsed < Patience, $"{name}, seed {seed} took {clock.Elapsed}");
        Assert.True(stack is null == problems.Any(p => p.Severity == Severity.Error), $"{name}, seed {seed}: a stack or an error, not both or none");
        Assert.All(problems, p => Assert.Matches("^(YML|STK)[0-9]{3}$", p.Code));
        Assert.All(problems, p => Assert.False(p.Line < 0 || p.Message.Length == 0 || p.Message.Contains('\n', StringComparison.Ordinal), $"{name}, seed {seed}: {p}"));
    }

    private static string Damage(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var (one, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(8))
        {
            case 0: return text[..random.Next(text.Length + 1)];
            case 1: lines.Insert(one, lines[other]); break;
            case 2: (lines[one], lines[other]) = (lines[other], lines[one]); break;
            case 3: lines.RemoveAt(one); break;
            case 4: lines[one] = new string(' ', random.Next(12)) + lines[one].TrimStart(); break;
            case 5: return text.Insert(random.Next(text.Length + 1), Odd[random.Next(Odd.Length)]);
            case 6: lines[one] = lines[one].Split(':')[0] + ": " + Odd[random.Next(Odd.Length)]; break;
            default:
                var bytes = Encoding.UTF8.GetBytes(text);
                if (bytes.Length > 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return Encoding.UTF8.GetString(bytes);
        }

        return string.Join('\n', lines);
    }
}
