using IocOps.Core.Epics;

namespace IocOps.Core.Tests.Checks;

/// <summary>Damaged databases, substitutions and protocols: whatever comes, they are read to their end.</summary>
public sealed class CheckFuzzTests
{
    private const int Rounds = 400;

    private static readonly string[] Texts =
    [
        "record(ai, \"$(P)X\") {\n  field(DESC, \"a \\\" b\")\n  info(autosaveFields, \"VAL\")\n  alias(\"$(P)Y\")\n  field(INP, {pva:{pv:\"x\"}})\n}\nalias(\"a\",\"b\")\nbreaktable(t) { 0 0 }\ninclude \"x.db\"\n",
        "global { A=\"1\" }\nfile \"x.db\" {\n  pattern { A, B }\n  { \"1\", 2 }\n  { 3 4 }\n}\nfile y.db { { A=1, B=\"x\" } global { C=2 } { } }\n",
        "Terminator = CR LF;\n# note\nget { out \"X\\$1?\"; in '%f'; @init { out 'a'; } }\nset { out \"%d\"; }\n",
    ];

    private static readonly string[] Odd = ["{", "}", "(", ")", "\"", "'", "\\", "\n", "#", "$(", "${", ",", ";", "=", "\0", "record(", "file", "global", "pattern", "field(", "@", "\uFFFD", " "];

    [Fact]
    public void A_damaged_file_is_read_to_its_end()
    {
        foreach (var text in Texts)
        {
            for (var seed = 0; seed < Rounds; seed++) Read(Damage(text, new Random(seed)));
            for (var length = 0; length < text.Length; length++) Read(text[..length]);
        }
    }

    [Fact]
    public void What_the_tests_damage_is_good_before()
    {
        Assert.Empty(DbFile.Parse(Texts[0]).Faults);
        Assert.Empty(SubstitutionFile.Parse(Texts[1]).Faults);
        Assert.Empty(ProtocolFile.Parse(Texts[2]).Faults);
    }

    private static void Read(string text)
    {
        var lines = text.Split('\n').Length;
        var faults = DbFile.Parse(text).Faults.Concat(SubstitutionFile.Parse(text).Faults).Concat(ProtocolFile.Parse(text).Faults);
        Assert.All(faults, f => Assert.InRange(f.Place.Line, 0, lines));
        IocshLine.Parse(text, _ => null, []);
        MacroDefinitions.Parse(text);
    }

    private static string Damage(string text, Random random)
    {
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(text.Length + 1);
            text = random.Next(3) == 0 && at < text.Length ? text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at)) : text.Insert(at, Odd[random.Next(Odd.Length)]);
        }

        return text;
    }
}
