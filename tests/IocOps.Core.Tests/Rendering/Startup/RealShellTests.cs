using System.Globalization;
using System.Text;
using IocOps.Core.Epics;
using IocOps.Core.Model;
using IocOps.Core.Rendering;
using IocOps.Core.Tests.Import;
using IocOps.Core.Tests.Model;

namespace IocOps.Core.Tests.Rendering.Startup;

/// <summary>EPICS's own shell and macro processor have the last word on what is generated.</summary>
public sealed class RealShellTests
{
    [EpicsFact]
    public void EPICS_takes_every_combination_without_a_word_and_as_it_was_meant()
    {
        // The delivery changes no script, and what is run without a report is run with one too.
        foreach (var group in StartupCase.All.Where(c => c.Delivery == "configs" && c.Report).GroupBy(c => c.Layout))
        {
            var rendered = group.Select(c => c.Render()).Select(r => (r.Ioc, r.Files)).ToList();
            foreach (var (run, (ioc, files), name) in RealShell.Run(rendered).Zip(rendered, group))
            {
                Assert.True(run.Said.Count == 0, $"{name}\n{string.Join('\n', run.Said)}");
                Assert.Equal(Expected(StrictScript.Read(files[$"{ioc.Layout.RunFolder}/startup/iocBoot/st.cmd"])), run.Calls);
                Assert.DoesNotContain(run.Records, r => r.Contains("$(", StringComparison.Ordinal));
            }
        }
    }

    // What EPICS's own part of the shell does is not called here.
    private static IEnumerable<string> Expected(StrictScript script) => script.Calls
        .Where(c => c.Name is not ("cd" or "<" or "epicsEnvSet" or "epicsEnvShow" or "date"))
        .Select(c => (c with { Output = "" }).ToString().Replace("/image/top", "/opt/EPICS/IOC/TOP", StringComparison.Ordinal));

    [EpicsFact]
    public void EPICS_takes_the_sample_fleet_without_a_word()
    {
        var fleet = FleetParser.Parse(Workspace.Fleet("iocs"));
        var problems = new List<Problem>();
        var renderer = new FleetRenderer(fleet.Site!, Workspace.Templates());
        var scripts = fleet.Iocs.Where(i => i.Templates.Count == 0).Select(i => (i, (IReadOnlyDictionary<string, string>)Files(i, renderer.RenderStartup(i, problems)))).ToList();
        foreach (var (run, (ioc, _)) in RealShell.Run(scripts).Zip(scripts)) Assert.True(run.Said.Count == 0, $"{ioc.Name}\n{string.Join('\n', run.Said)}");
    }

    [EpicsFact]
    public void EPICS_takes_what_was_imported_without_a_word_but_on_what_lies_outside()
    {
        var fleet = ImportCorpus.Parse(ImportCorpus.SampleSite, ImportCorpus.Samples());
        var renderer = new FleetRenderer(fleet.Site!, Workspace.Templates());
        var said = new List<string>();
        foreach (var group in fleet.Iocs.GroupBy(i => i.Layout.Registrar))
        {
            var scripts = group.Select(i => (i, (IReadOnlyDictionary<string, string>)Files(i, renderer.RenderStartup(i, [])))).ToList();
            said.AddRange(RealShell.Run(scripts).Zip(group).SelectMany(r => r.First.Said.Select(s => $"{r.Second.Name}: {s}")));
        }

        // A variable that the image sets, and a script that somebody puts there by hand.
        Assert.Collection(
            said,
            s => Assert.StartsWith("asyn-drivers: macLib: macro HOST is undefined", s, StringComparison.Ordinal),
            s => Assert.StartsWith("ramper-old: Can't open /opt/EPICS/RUN/ramper-old/", s, StringComparison.Ordinal));
    }

    [EpicsFact]
    public void Macros_with_any_characters_reach_the_database_to_the_letter()
    {
        var random = new Random(20261124);
        const string letters = "aZ09 ,;:=%#!?*+-_./\\'\"$(){}[]<>|&^~`@äΩ束°";
        string[] wanted = ["", " ", " x ", "a, b", "a=b", "it's", "'", "''", "'q'", "\\", "\\\\", "a\\", "a\\\\", "\\\"", "say \\\"hi\\\"", "{\"const\": 1}", "\"", "\"\"", "a;b", "100 %", "# no comment", "$", "$5", "$$", "$A", "(", ")", "{", "}", "a,b=c", "P=1", ",", "\\n", "\\,", "\\'", "束流 µA"];
        var values = wanted.Concat(Enumerable.Range(0, 400).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => letters[random.Next(letters.Length)]))))
            .Where(v => SubstitutionText.Refusal(v) is null && MacroText.References(v).Count == 0).ToList();
        Assert.True(values.Count > 300);
        // Outside of quotes, where the database's own grammar does not matter.
        var yaml = new StringBuilder("health: none\ndatabases:\n");
        foreach (var (value, i) in values.Select((v, i) => (v, i))) yaml.Append(CultureInfo.InvariantCulture, $"  - {{file: x.db, macros: {{N: {i}, V: {System.Text.Json.JsonSerializer.Serialize(value)}, LAST: end}}}}\n");
        var run = Run(yaml.ToString(), "[$(N)|$(V)|$(LAST)|$(V=other)]");
        Assert.Empty(run.Said);
        Assert.Equal(values.Select((v, i) => $"[{i}|{v}|end|{v}]"), run.Records);
    }

    [EpicsFact]
    public void Variables_with_any_characters_reach_the_IOC_to_the_letter()
    {
        string[] values = ["", " ", "a b", "it's", "say \"hi\"", "a,b;c=d", "100 %", "$5", "C:\\x\\n", "a\\", "#x", "(a)", "{b}", "束流", "a  b", "> x", "< x", "!"];
        var run = Run($"health: none\nenvironment:\n{string.Concat(values.Select((v, i) => $"  V{i}: {System.Text.Json.JsonSerializer.Serialize(v)}\n"))}", "x");
        Assert.Empty(run.Said);
        Assert.Equal(values, values.Select((_, i) => run.Variables[$"V{i}"]));
    }

    [EpicsFact]
    public void A_database_does_not_see_variables()
    {
        var run = Run("health: none\nenvironment: {A: x}\ndatabases: [x.db]", "$(A)");
        Assert.Contains(run.Said, s => s.Contains("a macro has no value", StringComparison.Ordinal));
    }

    [EpicsFact]
    public void A_load_without_macros_does_not_get_those_of_the_load_above()
    {
        var run = Run("health: none\ndatabases: [{file: x.db, macros: {N: 1}}, x.db]", "$(N=default)");
        Assert.Equal(["1", "default"], run.Records);
    }

    [EpicsFact]
    public void What_is_broken_is_heard()
    {
        Assert.Contains(Run("health: none\ndatabases: [x.db]", "record(ai, \"$(P)\") {}").Said, s => s.Contains("a macro has no value", StringComparison.Ordinal));
        Assert.Contains(Run("health: none\ncommands: {at-load: 'dbLoadRecords(\"db/none.db\",\"\")'}", "").Said, s => s.Contains("none.db", StringComparison.Ordinal));
        Assert.Contains(Run("health: none\ncommands: {at-load: 'nonsense(1)'}", "").Said, s => s.Contains("nonsense not found", StringComparison.Ordinal));
        Assert.Contains(Run("health: none\ncommands: {at-load: 'system(\"open)'}", "").Said, s => s.Contains("Unbalanced quote", StringComparison.Ordinal));
        Assert.Contains(Run("health: none\ncommands: {at-load: 'create_monitor_set(\"x\",many)'}", "").Said, s => s.Contains("Illegal integer", StringComparison.Ordinal));
    }

    [EpicsFact]
    public void The_products_own_macros_are_those_of_EPICS()
    {
        // Pieces of a database's text, put together at random; values refer to each other, have defaults and scopes.
        var macros = new Dictionary<string, string> { ["A"] = "1", ["B"] = "$(A)2", ["C"] = "$(NONE=x)", ["D"] = "", ["N"] = "A", ["E"] = "x, y", ["F"] = "it's", ["G"] = "$(NONE)" };
        string[] pieces = ["$(A)", "${B}", "$(C)", "$(D)", "$($(N))", "$(E)", "$(F)", "$(G)", "$(X)", "$(X=)", "$(X=d)", "${X=$(A)}", "$(X=$(Y=z))", "$(A=d)", "$(X=$(Z),Z=9)", "$(B,A=7)", "$(X$(A))", "a", " ", "'", ",", "=", "#", "\\$(A)", "\\", "\"", "$", "(", ")", "{", "}"];
        var random = new Random(20261124);
        var lines = Enumerable.Range(0, 2000).Select(i => $"{i}|{string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]))}|").ToList();
        var yaml = $"health: none\ndatabases: [{{file: x.db, macros: {System.Text.Json.JsonSerializer.Serialize(macros)}}}]";
        var run = Run(yaml, string.Join('\n', lines));
        var real = Assert.Single(run.Records).Split('\n');
        var different = new List<string>();
        foreach (var (line, expanded) in lines.Zip(real))
        {
            var undefined = new List<string>();
            var own = MacroText.ExpandLine(line, macros.GetValueOrDefault, undefined);
            var isUndefined = run.Said.Any(s => s.EndsWith($"a macro has no value in: {line.Trim()}", StringComparison.Ordinal));
            if (isUndefined != undefined.Count > 0) different.Add($"{line} undefined: {isUndefined} {string.Join(',', undefined)} -> {expanded}");
            else if (!isUndefined && own != expanded) different.Add($"{line} -> {expanded}, not {own}");
        }

        Assert.Empty(different);
    }

    [EpicsFact]
    public void The_products_own_reading_of_a_script_is_that_of_EPICS()
    {
        string[] pieces = ["a", "b c", " ", "  ", ",", ", ", "(", ")", "\"x y\"", "'x, y'", "\"it's\"", "'say \"hi\"'", "\"\"", "''", "\\", "\\\"", "\\n", "\\ ", "#", ";", "=", "\t", "\"a\"\"b\"", "x\"y\"z", "1.5", "-2"];
        var random = new Random(20261125);
        var lines = Enumerable.Range(0, 1500).Select(i => $"dbpf{new[] { "(", " ", " (", "( " }[i % 4]}{i},{string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]))}{(i % 4 == 1 ? "" : ")")}").ToList();
        var run = Run($"health: none\ncommands:\n  at-load: {System.Text.Json.JsonSerializer.Serialize(lines)}", "x");
        var real = run.Calls.Where(c => c.StartsWith("dbpf", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        Assert.True(real.Count > 800);
        var own = lines.Select(l => IocshLine.Parse(l, _ => null, [])).Select(l => new ScriptCall(l.Command, [.. l.Arguments.Take(2)], "").ToString()).ToHashSet(StringComparer.Ordinal);
        // Lines with a quote too many are not run at all.
        Assert.Empty(real.Except(own));
    }

    private static ShellRun Run(string yaml, string database)
    {
        var fleet = Sample.Parse(Sample.Site, Sample.Folder("ramper", yaml, ("x.db", database)));
        Assert.Empty(fleet.Problems.Select(p => p.ToString()));
        var ioc = fleet.Iocs.Single();
        return RealShell.Run([(ioc, Files(ioc, new FleetRenderer(fleet.Site!, Workspace.Templates()).RenderStartup(ioc, [])))])[0];
    }

    private static Dictionary<string, string> Files(Ioc ioc, IReadOnlyList<RenderedFile> startup) =>
        RunFiles.Of(ioc, startup).ToDictionary(f => $"{ioc.Layout.RunFolder}/{f.Target}", f => Encoding.UTF8.GetString(f.Content.Span));
}
