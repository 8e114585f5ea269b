using System.Text;
using IocOps.Core.Import;

namespace IocOps.Core.Tests.Import;

public sealed class ImportRuleTests
{
    [Theory]
    [InlineData("x;touch F", "x-touch-f")]
    [InlineData("$(touch F)", "touch-f")]
    [InlineData("a b:c", "a-b-c")]
    [InlineData("SR.PS_1", "sr-ps-1")]
    [InlineData("--x", "x")]
    [InlineData("log", "log-ioc")]
    [InlineData("LOG", "log-ioc")]
    public void A_name_that_Swarm_or_a_shell_would_stumble_over_is_replaced_and_that_is_told(string name, string proposed)
    {
        var ioc = ImportCorpus.One(ImportCorpus.Ini(), name);
        Assert.Equal((proposed, "taken"), (ioc.Name, ioc.Outcome));
        Assert.Contains(ImportCorpus.Notes(ioc, ImportKind.Decide), n => n.Contains($"called '{proposed}' instead of '{name}'", StringComparison.Ordinal));
        Assert.Contains(ImportCorpus.Notes(ioc, ImportKind.Decide), n => n.Contains($"the PVs of status-ioc are called {proposed}:… instead of {name}:…", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("电源")]
    [InlineData("...")]
    [InlineData("a-name-that-is-far-longer-than-what-swarm-takes-for-a-service")]
    public void A_name_that_leaves_nothing_or_is_too_long_is_refused(string name)
    {
        var ioc = ImportCorpus.One(ImportCorpus.Ini(), name);
        Assert.True(ioc.IsRefused);
        Assert.Empty(ioc.Files);
    }

    [Fact]
    public void A_good_name_goes_before_one_that_was_made_into_it()
    {
        var iocs = ImportCorpus.Import(ImportCorpus.Site, [], ImportCorpus.Project("A-1", ImportCorpus.Ini()), ImportCorpus.Project("a-1", ImportCorpus.Ini()), ImportCorpus.Project("a_1", ImportCorpus.Ini()));
        Assert.Equal(["refused", "taken", "refused"], iocs.Select(i => i.Outcome));
    }

    [Fact]
    public void A_folder_that_is_there_is_left_alone()
    {
        var ioc = ImportCorpus.One(ImportCorpus.Ini(), existing: "ramper");
        Assert.Equal("kept", ioc.Outcome);
        Assert.Empty(ioc.Files);
        Assert.Equal(["0: iocs/ramper is there already and is left as it is; remove it to import it again"], ioc.Notes.Select(n => $"{n.Line}: {n.Message}"));
    }

    [Fact]
    public void Without_any_image_an_IOC_is_refused_and_the_others_are_not()
    {
        const string site = "stack: dals\n";
        var iocs = ImportCorpus.Import(site, [], ImportCorpus.Project("a", ImportCorpus.Ini().Replace("image = beamline/st-ioc:2.1\n", "", StringComparison.Ordinal)), ImportCorpus.Project("b", ImportCorpus.Ini()));
        Assert.Equal(["refused", "taken"], iocs.Select(i => i.Outcome));
    }

    [Fact]
    public void Only_what_the_site_does_not_say_is_written()
    {
        var yaml = ImportCorpus.Yaml(ImportCorpus.One("[IOC]\nname=ramper\nhost=swarm\nimage=beamline/st-ioc:2.0\nbin=ST-IOC\nmodule=status-ioc, caputlog, autosave\n[SETTING]\nreport_info=true\n"));
        Assert.Equal("# yaml-language-server: $schema=../../templates/ioc.schema.json\n# Imported from ramper/ioc.ini.\nmodules: [status-ioc, caputlog, autosave]\n", yaml);
    }

    [Fact]
    public void No_modules_means_none_whatever_the_site_has()
    {
        var ioc = ImportCorpus.One("[IOC]\nname=ramper\nhost=swarm\n[DB]\nload=x.db, P=R\n");
        Assert.Contains("\nmodules: []\n", ImportCorpus.Yaml(ioc), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", true, false)]
    [InlineData("True", true, true)]
    [InlineData("yes", true, true)]
    [InlineData("1", true, true)]
    [InlineData("false", false, false)]
    [InlineData("No", false, false)]
    [InlineData("", false, false)]
    public void Truth_is_what_people_mean_by_it(string word, bool written, bool isTold)
    {
        var ioc = ImportCorpus.One(ImportCorpus.Ini($"[SETTING]\nreport_info = {word}\n"));
        Assert.Equal(!written, ImportCorpus.Yaml(ioc).Contains("\nreport: false\n", StringComparison.Ordinal));
        Assert.Equal(isTold, ImportCorpus.Notes(ioc, ImportKind.Corrected).Count == 1);
    }

    [Theory]
    [InlineData("x.db, \"P=R:,DESC=a b\"", "P=<R:> DESC=<a b>")]
    [InlineData("\"x.db\", \"P\"=\"R:\"", "P=<R:>")]
    [InlineData("src/x.db,P=R:,,DESC=x,", "P=<R:> DESC=<x>")]
    [InlineData("x.db, P=R:, P=S:", "P=<S:>")]
    [InlineData("x.db, P=R:, DESC='it is'", "P=<R:> DESC=<it is>")]
    [InlineData("x.db, P=R:, DESC=don't", "P=<R:> DESC=<don't>")]
    [InlineData("x.db, P=R:, DESC=5\" pipe", "P=<R:> DESC=<5\\\" pipe>")]
    [InlineData("x.db, P=R:, DESC=$(P)x", "P=<R:> DESC=<$(P)x>")]
    public void A_load_is_understood_however_it_is_written(string load, string macros)
    {
        var ioc = ImportCorpus.Parse(ImportCorpus.Site, ImportCorpus.One(ImportCorpus.Ini($"[DB]\nload = {load}\n"))).Iocs.Single();
        Assert.Equal(macros, string.Join(' ', Assert.Single(ioc.Databases).Macros.Select(m => $"{m.Name}=<{m.Value}>")));
    }

    [Fact]
    public void A_port_that_several_sections_configure_is_configured_once()
    {
        const string port = "drvAsynSerialPortConfigure(\"L0\",\"/dev/ttyS0\",0,0,0)";
        var ini = ImportCorpus.Ini($"[ASYN]\nport_config = {port}\nasyn_option = \"baud\",\"4800\"\n[STREAM]\nport_config = {port}\n[RAW]\ncmd_before_dbload = {port}\n");
        var imported = ImportCorpus.One(ini);
        var ioc = ImportCorpus.Parse(ImportCorpus.Site, imported).Iocs.Single();
        Assert.Equal(["baud=4800"], Assert.Single(ioc.Ports).Options.Select(o => $"{o.Key}={o.Value}"));
        Assert.Empty(ioc.Commands.BeforeLoad);
        Assert.Equal(2, ImportCorpus.Notes(imported, ImportKind.Corrected).Count(n => n.Contains("configured once", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_option_of_one_address_of_a_port_stays_a_command()
    {
        const string option = "asynSetOption(\"L0\", 3, \"baud\", \"9600\")";
        var ioc = ImportCorpus.Parse(ImportCorpus.Site, ImportCorpus.One(ImportCorpus.Ini($"[ASYN]\nport_config = drvAsynIPPortConfigure L0 h:1\nasyn_option = {option}\n"))).Iocs.Single();
        Assert.Equal(("L0", 0), (ioc.Ports.Single().Name, ioc.Ports.Single().Options.Count));
        Assert.Equal([option], ioc.Commands.BeforeLoad);
    }

    [Fact]
    public void Save_files_are_found_by_the_names_that_the_original_tool_gave_them_and_are_not_copied()
    {
        var folder = ImportCorpus.Project("ramper", ImportCorpus.Ini()) with
        {
            Saves = [.. new[] { "$ramper-automake-pass0.sav", "$ramper-automake.sav" }.Select(n => new SaveFile($"/srv/ioc-for-docker/swarm/ramper/log/autosave/{n}", n))],
        };
        var ioc = ImportCorpus.Import(ImportCorpus.Site + "  save-folder: /srv/saves\n", [], folder).Single();
        var notes = ImportCorpus.Notes(ioc, ImportKind.Decide);
        Assert.Contains(notes, n => n.EndsWith("cp -n -- '/srv/ioc-for-docker/swarm/ramper/log/autosave/$ramper-automake-pass0.sav' /srv/saves/ramper/ramper-automake-pass0.sav", StringComparison.Ordinal));
        Assert.Contains(notes, n => n.EndsWith("cp -n -- '/srv/ioc-for-docker/swarm/ramper/log/autosave/$ramper-automake.sav' /srv/saves/ramper/ramper-automake-pass1.sav", StringComparison.Ordinal));
        Assert.DoesNotContain(ioc.Files.Keys, f => f.EndsWith(".sav", StringComparison.Ordinal));
        Assert.DoesNotContain(".sav", ImportCorpus.Yaml(ioc), StringComparison.Ordinal);
        Assert.True(SaveFile.Belongs("ramper-automake-pass1.sav", "ramper"));
        Assert.False(SaveFile.Belongs("$ramper2-automake.sav", "ramper"));
        Assert.False(SaveFile.Belongs("$ramper-automake.sav0", "ramper"));
    }

    [Fact]
    public void An_odd_value_is_written_so_that_it_comes_back()
    {
        string[] values = ["a: b", "#x", "- x", "yes", "null", "~", "'", "a'b", "\\\\x", "{a}", "[a", "*x", "&x", "!x", "|", "> x", "%x", "@x", "`x", "?", "=", "<<", "\"", "1e3", "0x1F", "a #b", "束流", "é", "\U0001F600"];
        foreach (var value in values)
        {
            var ioc = ImportCorpus.One(ImportCorpus.Ini($"[SETTING]\nepics_env = A={value}\n[DEPLOY]\nlabels = l={value}\n"));
            var read = ImportCorpus.Parse(ImportCorpus.Site, ioc).Iocs.Single();
            Assert.Equal(value, read.Environment.Single().Value);
            Assert.Equal(value, read.Deploy.Labels.Single().Value);
        }
    }

    [Fact]
    public void Variables_keep_their_order_because_one_may_refer_to_those_before_it()
    {
        var ioc = ImportCorpus.Parse(ImportCorpus.Site, ImportCorpus.One(ImportCorpus.Ini("[SETTING]\nepics_env = ROOT=/data; AREA=$(ROOT)/bo\n  \"LIST\"=\"a b\"; ROOT=/other\n"))).Iocs.Single();
        Assert.Equal(["ROOT=/other", "AREA=$(ROOT)/bo", "LIST=a b"], ioc.Environment.Select(v => $"{v.Name}={v.Value}"));
    }

    [Fact]
    public void A_large_file_makes_the_IOC_one_of_the_mount()
    {
        var folder = ImportCorpus.Project("ramper", ImportCorpus.Ini("[DB]\nload = big.db\n"), ("src/big.db", $"record(ai, \"X\") {{ }}\n#{new string('x', 600_000)}"));
        Assert.Contains("\ndelivery: mount\n", ImportCorpus.Yaml(ImportCorpus.Import(ImportCorpus.Site + "mount: /srv/run\n", [], folder).Single()), StringComparison.Ordinal);
        Assert.True(ImportCorpus.Import(ImportCorpus.Site, [], folder).Single().IsRefused);
    }

    [Fact]
    public void No_bytes_make_the_import_stumble_and_what_is_taken_is_always_good()
    {
        var random = new Random(20260701);
        var inis = ImportCorpus.Folders.Select(f => f.Ini!.Value.ToArray()).Where(b => b.Length > 0).ToList();
        byte[] letters = [.. Encoding.UTF8.GetBytes("[]=:;#%\"'\\,$(){} \t\n\r\0|&*!-~束")];
        for (var i = 0; i < 600; i++)
        {
            var bytes = inis[i % inis.Count].ToArray();
            for (var n = random.Next(1, 12); n > 0; n--) bytes[random.Next(bytes.Length)] = letters[random.Next(letters.Length)];
            var sample = ImportCorpus.Folders.Where(f => f.Ini!.Value.Length > 0).ElementAt(i % inis.Count);
            var ioc = ImportCorpus.Import(ImportCorpus.SampleSite, [], sample with { Ini = bytes }).Single();
            Assert.True(ioc.IsTaken || ioc.IsRefused);
            Assert.Empty(ImportCorpus.Parse(ImportCorpus.SampleSite, ioc).Problems.Select(p => $"{ioc.Source}: {p}\n{ImportCorpus.Yaml(ioc)}"));
        }
    }
}
