using IocOps.Core.Model;
using Scriban.Runtime;

namespace IocOps.Core.Rendering;

/// <summary>What the templates of stack files see.</summary>
internal static class StackValues
{
    /// <summary>The node-local volume of the shared logs, common to all stack files of the site.</summary>
    private const string LogVolume = "ioclog";

    private static readonly string[] ServerPorts = ["EPICS_CAS_SERVER_PORT", "EPICS_CA_SERVER_PORT"];

    public static ScriptObject OfIoc(Site site, Ioc ioc, IReadOnlyList<RunFile> files)
    {
        var values = StartupValues.Of(site, ioc);
        var byMount = ioc.Delivery == Delivery.Mount;
        values["service"] = ioc.Service;
        values["image"] = ioc.Image;
        values["writable"] = new ScriptArray(RunFolder.Writable);
        values["configs"] = byMount ? [] : Configs(ioc, files);
        values["mounts"] = Mounts(site, ioc, files);
        values["volumes"] = Volumes(site, ioc);
        values["health"] = ioc.Health is { } health ? Health(health, ioc) : null;
        values["monitor"] = StackText.Duration(ioc.Health?.Timing.Monitor ?? TimeSpan.FromSeconds(10));
        values["labels"] = StartupValues.Pairs(ioc.Deploy.Labels.Select(l => (l.Name, l.Value)));
        values["constraints"] = new ScriptArray(ioc.Deploy.Constraints);
        values["resources"] = new ScriptArray(
            new[] { Resources("limits", ioc.Deploy.Limits), Resources("reservations", ioc.Deploy.Reservations) }.OfType<ScriptObject>());
        return values;
    }

    /// <summary>Of a plain Docker host: files are mounted from the workspace there.</summary>
    public static ScriptObject OfHost(Site site, string host, IReadOnlyList<(Ioc Ioc, IReadOnlyList<RunFile> Files)> iocs) => new()
    {
        ["stack"] = site.Stack,
        ["host"] = host,
        ["iocs"] = StartupValues.Each(iocs, i => OnHost(site, i.Ioc, i.Files)),
        ["volumes"] = new ScriptArray(iocs.SelectMany(i => Volumes(site, i.Ioc)).Distinct()),
    };

    private static ScriptObject OnHost(Site site, Ioc ioc, IReadOnlyList<RunFile> files)
    {
        var values = OfIoc(site, ioc, files);
        values["content"] = RunFiles.Version(files);
        values["devices"] = new ScriptArray(ioc.Ports.OfType<SerialPort>().Select(p => p.Device).Distinct(StringComparer.Ordinal));
        values["files"] = ioc.Delivery == Delivery.Mount ? [] : StartupValues.Each(files, f => new ScriptObject
        {
            ["source"] = f.Source.StartsWith("../", StringComparison.Ordinal) ? $"../../{ioc.Name}/{f.Source[3..]}" : $"../../{ioc.Name}/{FleetSource.GeneratedFolder}/{f.Source[2..]}",
            ["target"] = $"{ioc.Layout.RunFolder}/{f.Target}",
        });
        return values;
    }

    /// <summary>Of the log server.</summary>
    public static ScriptObject OfGlobal(Site site, string? image) => new()
    {
        ["stack"] = site.Stack,
        ["image"] = image,
        ["layout"] = StartupValues.Layout(site.Layout.For("global", site.Defaults.Bin)),
        ["log_server"] = StartupValues.LogServer(site.LogServer),
        ["logs"] = Logs(site, site.Layout.For("global", site.Defaults.Bin)),
        ["volumes"] = site.LogFolder is null ? new ScriptArray { LogVolume } : [],
    };

    /// <summary>Of services that are no IOCs: what a site says of itself. Without an image there is none to take by mistake.</summary>
    public static ScriptObject OfServices(Site site, string name, string? image)
    {
        var values = OfGlobal(site, image);
        values["name"] = name;
        values["registry"] = site.Registry;
        return values;
    }

    private static ScriptObject Mount(string type, string? source, string target) => new() { ["type"] = type, ["source"] = source, ["target"] = target, ["read_only"] = false };

    private static ScriptObject Logs(Site site, Layout layout) =>
        Mount(site.LogFolder is null ? "volume" : "bind", site.LogFolder ?? LogVolume, layout.LogFolder);

    private static ScriptArray Mounts(Site site, Ioc ioc, IReadOnlyList<RunFile> files)
    {
        var run = ioc.Layout.RunFolder;
        var mounts = new ScriptArray();
        if (ioc.Delivery == Delivery.Mount) mounts.AddRange(OnMount(site, ioc, files));
        // Request files are written anew at every start.
        else if (ioc.Modules.Autosave) mounts.Add(Mount("tmpfs", null, $"{run}/{RunFolder.Requests}"));
        if (HasSaveVolume(ioc)) mounts.Add(Mount("volume", SaveVolume(ioc), $"{run}/{RunFolder.Saves}"));
        else if (ioc.Modules.Autosave && ioc.SaveFolder is not null) mounts.Add(Mount("bind", ioc.SaveFolder, $"{run}/{RunFolder.Saves}"));
        mounts.Add(Logs(site, ioc.Layout));
        return mounts;
    }

    // The run folder, and over it the files that this very service was made for: an export beside them changes nothing that it sees, and a
    // rollback goes back to the old ones.
    private static IEnumerable<ScriptObject> OnMount(Site site, Ioc ioc, IReadOnlyList<RunFile> files)
    {
        var run = ioc.Layout.RunFolder;
        var version = $"{site.Mount}/{RunFolder.Versions}/{ioc.Name}/{RunFiles.Version(files)}";
        yield return Mount("bind", $"{site.Mount}/{ioc.Name}", run);
        foreach (var place in RunFiles.Places(files))
        {
            var mount = Mount("bind", $"{version}/{place}", $"{run}/{place}");
            mount["read_only"] = true;
            yield return mount;
        }

        if (ioc.Modules.Autosave) yield return Mount("bind", $"{site.Mount}/{ioc.Name}/{RunFolder.Requests}", $"{run}/{RunFolder.Requests}");
    }

    private static ScriptArray Volumes(Site site, Ioc ioc)
    {
        var volumes = new ScriptArray();
        if (site.LogFolder is null) volumes.Add(LogVolume);
        if (HasSaveVolume(ioc)) volumes.Add(SaveVolume(ioc));
        return volumes;
    }

    // On the mount, the save files lie in the run folder itself.
    private static bool HasSaveVolume(Ioc ioc) => ioc.Modules.Autosave && ioc.SaveFolder is null && ioc.Delivery == Delivery.Configs;

    private static string SaveVolume(Ioc ioc) => $"{ioc.Service}-autosave";

    private static ScriptArray Configs(Ioc ioc, IReadOnlyList<RunFile> files)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var configs = new ScriptArray();
        foreach (var file in files)
        {
            var key = Key(ioc, file, keys);
            configs.Add(new ScriptObject
            {
                ["key"] = key,
                ["file"] = file.Source,
                ["target"] = $"{ioc.Layout.RunFolder}/{file.Target}",
                ["mode"] = "0" + Convert.ToString(file.Mode, 8).PadLeft(3, '0'),
            });
        }

        return configs;
    }

    // Short, because the name of a config is cut at 64 characters, and unique within the stack.
    private static string Key(Ioc ioc, RunFile file, HashSet<string> keys)
    {
        static string Clean(string text) => string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '-'));
        var name = Clean(RunFolder.FileName(file.Target));
        var key = name.StartsWith($"{ioc.Name}.", StringComparison.Ordinal) ? name : $"{ioc.Name}_{name}";
        if (keys.Add(key)) return key;
        var whole = $"{ioc.Name}_{Clean(file.Target)}";
        for (var n = 2; !keys.Add(whole); n++) whole = $"{ioc.Name}_{Clean(file.Target)}-{n}";
        return whole;
    }

    private static ScriptObject Health(Health health, Ioc ioc)
    {
        var timing = health.Timing;
        return new ScriptObject
        {
            ["pv"] = health.Pv,
            ["command"] = health.Command is { } command ? new ScriptArray(command) : null,
            ["port"] = ServerPort(ioc),
            // caget's own limit, a little before Docker's.
            ["wait"] = Math.Max(1, (int)timing.Timeout.TotalSeconds - 1),
            ["interval"] = StackText.Duration(timing.Interval),
            ["timeout"] = StackText.Duration(timing.Timeout),
            ["retries"] = timing.Retries,
            ["start_period"] = StackText.Duration(timing.StartPeriod),
        };
    }

    // An IOC that serves on a port of its own must be asked there; EPICS_CAS_SERVER_PORT wins for servers.
    private static string? ServerPort(Ioc ioc) =>
        ServerPorts
            .Select(name => ioc.Environment.FirstOrDefault(v => v.Name == name)?.Value)
            .FirstOrDefault(value => !string.IsNullOrEmpty(value));

    private static ScriptObject? Resources(string kind, Resources resources) => resources == Model.Resources.Unlimited ? null : new ScriptObject
    {
        ["kind"] = kind,
        ["cpus"] = resources.Cpus is { } cpus ? StackText.Cpus(cpus) : null,
        ["memory"] = resources.Memory is { } memory ? StackText.Memory(memory) : null,
    };
}
