using IocOps.Core.Epics;
using IocOps.Core.Model;
using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>[IOC] and [SETTING]: what is not about files.</summary>
/// <param name="ini">The settings.</param>
/// <param name="site">What need not be written because it is the site's default.</param>
/// <param name="draft">Gets what is found.</param>
/// <param name="notes">The report.</param>
internal sealed class BasicsImport(IocIni ini, Site site, IocDraft draft, ImportNotes notes)
{
    private static readonly string[] Modules = ["autosave", "caputlog", "status-ioc", "status-os"];
    private static readonly string[] True = ["true", "yes", "on", "1", "y", "t"];
    private static readonly string[] False = ["false", "no", "off", "0", "n", "f"];

    // st.cmd sets these itself.
    private static readonly string[] Own = ["REQ_DIR", "SAVE_DIR", "TOP"];

    public void Read()
    {
        draft.Description = ini.Single("IOC", "description")?.Text.Replace('\t', ' ');
        draft.Bin = Checked("bin", Shapes.Bin, site.Defaults.Bin);
        ReadImage();
        ReadHost();
        ReadModules();
        var report = Flag("report_info");
        draft.Report = report == site.Defaults.Report ? null : report;
        foreach (var item in ini.Items("SETTING", "epics_env")) ReadVariable(item);
    }

    private void ReadImage()
    {
        draft.Image = Checked("image", Shapes.Image, site.Defaults.Image);
        if (ini.Single("IOC", "image") is not null) return;
        if (site.Defaults.Image is null) notes.Refuse(0, "no image is given here, and site.yaml has no default; give 'defaults: {image: NAME}' there, or 'image' here, and import again");
        else notes.Decide(0, $"no image is given; it will run on the site's default, {site.Defaults.Image}; the original tool stopped at that, for all IOCs");
    }

    private string? Checked(string key, Shape shape, string? standard)
    {
        if (ini.Single("IOC", key) is not { } value || value.Text == standard) return null;
        if (shape.Pattern.IsMatch(value.Text)) return value.Text;
        notes.Refuse(value.Line, $"'{key}' is '{value.Text}'; wanted is {shape.Wanted}");
        return null;
    }

    private void ReadHost()
    {
        if (ini.Single("IOC", "host") is not { } host)
        {
            notes.Decide(0, $"no host is given; it will be '{site.Defaults.Host}', the site's default");
            return;
        }

        var name = host.Text;
        if (!Shapes.HostName.Pattern.IsMatch(name))
        {
            name = name.Replace('_', '-');
            if (Shapes.HostName.Pattern.IsMatch(name)) notes.Decide(host.Line, $"the host '{host.Text}' is written as '{name}', because a host's name has no '_'; call the host so, or change 'host'");
            else notes.Refuse(host.Line, $"'host' is '{host.Text}'; wanted is {Shapes.HostName.Wanted}");
        }

        if (name.Equals(Ioc.SwarmHost, StringComparison.OrdinalIgnoreCase)) name = Ioc.SwarmHost;
        if (name != site.Defaults.Host) draft.Host = name;
        if (name != Ioc.SwarmHost) notes.Decide(host.Line, $"this IOC belongs to the host '{name}' and gets no Swarm service; leave 'host' out to let Swarm place it");
    }

    private void ReadModules()
    {
        var modules = new List<string>();
        if (ini.Single("IOC", "module") is { } value)
        {
            foreach (var word in value.Text.Split([',', ';', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                if (Module(word, value.Line) is { } module && !modules.Contains(module)) modules.Add(module);
        }

        var standard = Names(site.Defaults.Modules);
        draft.Modules = modules;
        draft.WritesModules = !standard.ToHashSet().SetEquals(modules);
        var json = Flag("caputlog_json");
        if (!modules.Contains("caputlog"))
        {
            if (json) notes.Corrected(ini.Single("SETTING", "caputlog_json")?.Line ?? 0, "caputlog_json is left out: the module caputlog is not switched on");
        }
        else if (json != site.Defaults.Modules.CaputlogJson) draft.CaputlogJson = json;
    }

    private static List<string> Names(Modules modules) =>
        [.. Modules.Zip([modules.Autosave, modules.Caputlog, modules.StatusIoc, modules.StatusOs]).Where(m => m.Second).Select(m => m.First)];

    private string? Module(string word, int line)
    {
        var name = word.ToLowerInvariant().Replace('_', '-');
        if (name is "ioc-status" or "os-status")
        {
            name = name == "ioc-status" ? "status-ioc" : "status-os";
            notes.Corrected(line, $"the module '{word}' is called '{name}' now");
        }

        if (Modules.Contains(name)) return name;
        notes.Decide(line, $"the module '{word}' is not known{Nearest.Hint(name, Modules)}; it is left out");
        return null;
    }

    // The original tool compared with 'true' and took everything else for false.
    private bool Flag(string key)
    {
        if (ini.Single("SETTING", key) is not { } value || value.Text == "false") return false;
        if (value.Text == "true") return true;
        var word = IniText.Unquote(value.Text).ToLowerInvariant();
        if (True.Contains(word)) notes.Corrected(value.Line, $"'{key}' is '{value.Text}', which means true; the original tool took it for false");
        else if (!False.Contains(word)) notes.Decide(value.Line, $"'{key}' is '{value.Text}', which is neither true nor false; it is false, as in the original tool");
        return True.Contains(word);
    }

    private void ReadVariable(IniItem item)
    {
        var at = item.Text.IndexOf('=', StringComparison.Ordinal);
        var name = at < 0 ? "" : IniText.Unquote(item.Text[..at].Trim());
        var value = IniText.Unquote(item.Text[(at + 1)..].Trim());
        if (at < 0 || !Shapes.Variable.Pattern.IsMatch(name)) notes.Decide(item.Line, $"'{item.Text}' is no NAME=VALUE of a variable; it is left out");
        else if (Own.Contains(name)) notes.Decide(item.Line, $"'{name}' is set by st.cmd itself; it is left out");
        else if (IocshText.Refusal(value) is { } why) notes.Decide(item.Line, $"the value of '{name}' can't be set in st.cmd: {why}; it is left out");
        else
        {
            if (value.Contains('=', StringComparison.Ordinal)) notes.Corrected(item.Line, $"'{name}' has a '=' in its value, at which the original tool failed");
            Set(new Variable(name, value), item.Line);
        }
    }

    // In its first place: variables in between may refer to it.
    private void Set(Variable variable, int line)
    {
        var place = draft.Environment.FindIndex(v => v.Name == variable.Name);
        if (place < 0)
        {
            draft.Environment.Add(variable);
            return;
        }

        draft.Environment[place] = variable;
        var between = draft.Environment.Skip(place + 1).FirstOrDefault(v => MacroText.References(v.Value).Contains(variable.Name));
        if (between is null) notes.Corrected(line, $"'{variable.Name}' is set twice; the last one counts, as in st.cmd");
        else notes.Decide(line, $"'{variable.Name}' is set twice; the last one counts, also for '{between.Name}', which had the first; look which it shall have");
    }
}
