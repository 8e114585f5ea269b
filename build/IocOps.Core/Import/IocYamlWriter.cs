using IocOps.Core.Model;

namespace IocOps.Core.Import;

/// <summary>A draft as the text of its ioc.yaml: keys in the order of the documentation, only those that say something.</summary>
internal static class IocYamlWriter
{
    private static readonly string[] PortKeys =
    [
        "host", "port", "device", "baud", "bits", "parity", "stop", "hardware-handshake", "software-handshake", "modem-lines", "auto-connect",
        "process-eos", "input-eos", "output-eos", "command",
    ];

    /// <summary>The text.</summary>
    /// <param name="draft">What it shall say.</param>
    /// <param name="source">The ini file, for the comment.</param>
    /// <param name="notes">Decisions go into comments.</param>
    public static string Write(IocDraft draft, string source, IEnumerable<ImportNote> notes)
    {
        var yaml = new IocYaml();
        yaml.Line("# yaml-language-server: $schema=../../templates/ioc.schema.json");
        var decisions = notes.Where(n => n.Kind == ImportKind.Decide).ToList();
        yaml.Comment($"Imported from {source}{(decisions.Count == 0 ? "." : ". To decide:")}");
        foreach (var note in decisions) yaml.Comment(note.Line == 0 ? note.Message : $"line {note.Line}: {note.Message}", "- ");
        WriteBasics(yaml, draft);
        WriteContents(yaml, draft);
        WriteDeploy(yaml, draft);
        // Comments alone would be an empty file.
        if (yaml.HasOnlyComments) yaml.List("modules", draft.Modules);
        return yaml.ToString();
    }

    private static void WriteBasics(IocYaml yaml, IocDraft draft)
    {
        yaml.Value("description", draft.Description);
        yaml.Value("host", draft.Host);
        yaml.Value("image", draft.Image);
        yaml.Value("bin", draft.Bin);
        if (draft.WritesModules) yaml.List("modules", draft.Modules);
        yaml.Flag("caputlog-json", draft.CaputlogJson);
        if (draft.Environment.Count > 0) yaml.Line("environment:");
        foreach (var variable in draft.Environment) yaml.Value(variable.Name, variable.Value, "  ");
    }

    private static void WriteContents(IocYaml yaml, IocDraft draft)
    {
        if (draft.Databases.Count > 0) yaml.Line("databases:");
        foreach (var database in draft.Databases)
        {
            if (database.Macros.Count == 0) yaml.Line($"  - {IocYaml.Quote(database.File)}");
            else
            {
                yaml.Line($"  - file: {IocYaml.Quote(database.File)}");
                yaml.Map("macros", database.Macros.Select(m => (m.Name, m.Value)), "    ");
            }
        }

        if (draft.Ports.Count > 0) yaml.Line("ports:");
        foreach (var port in draft.Ports) WritePort(yaml, port);
        if (draft.AsynRecords.Count > 0) yaml.Line("asyn-records:");
        foreach (var record in draft.AsynRecords) WriteRecord(yaml, draft, record);
        if (draft.Protocols.Count > 0) yaml.List("protocols", draft.Protocols);
        if (draft.BeforeLoad.Count + draft.AtLoad.Count + draft.AfterInit.Count > 0) yaml.Line("commands:");
        yaml.Block("before-load", draft.BeforeLoad, "  ");
        yaml.Block("at-load", draft.AtLoad, "  ");
        yaml.Block("after-init", draft.AfterInit, "  ");
        if (draft.Files.Count > 0) yaml.Line("files:");
        foreach (var file in draft.Files) WriteFile(yaml, file);
        yaml.Flag("report", draft.Report);
        if (draft.ByMount) yaml.Line("delivery: mount");
        if (draft.HasNoHealth) yaml.Line("health: none");
    }

    private static void WritePort(IocYaml yaml, PortDraft port)
    {
        yaml.Line($"  - name: {IocYaml.Quote(port.Name)}");
        yaml.Line($"    type: {port.Type}");
        foreach (var key in PortKeys.Where(port.Values.ContainsKey))
        {
            // Numbers and truth values of these keys are wanted without quotes.
            if (port.Values[key] is "true" or "false") yaml.Line($"    {key}: {port.Values[key]}");
            else yaml.Value(key, port.Values[key], "    ");
        }

        yaml.Map("options", port.Options.Select(o => (o.Key, o.Value)), "    ");
    }

    private static void WriteRecord(IocYaml yaml, IocDraft draft, AsynRecord record)
    {
        yaml.Line($"  - port: {IocYaml.Quote(record.Port)}");
        if (record.Prefix != draft.Name) yaml.Value("p", record.Prefix, "    ");
        if (record.Suffix != ":asyn") yaml.Value("r", record.Suffix, "    ");
        if (record.Address != -1) yaml.Line($"    addr: {record.Address}");
        if (record.InputSize != 0) yaml.Line($"    imax: {record.InputSize}");
        if (record.OutputSize != 0) yaml.Line($"    omax: {record.OutputSize}");
    }

    private static void WriteFile(IocYaml yaml, FileCopy file)
    {
        yaml.Value("source", file.Source, "  - ");
        if (file.Target != $"settings/{RunFolder.FileName(file.Source)}") yaml.Value("target", file.Target, "    ");
        if (file.Mode != 0x124) yaml.Line($"    mode: 0{Convert.ToString(file.Mode, 8)}");
    }

    private static void WriteDeploy(IocYaml yaml, IocDraft draft)
    {
        var limits = Resources(draft.CpuLimit, draft.MemoryLimit).ToList();
        var reservations = Resources(draft.CpuReservation, draft.MemoryReservation).ToList();
        if (draft.Labels.Count + draft.Constraints.Count + limits.Count + reservations.Count == 0) return;
        yaml.Line("deploy:");
        yaml.Map("labels", draft.Labels.OrderBy(l => l.Name, StringComparer.Ordinal).Select(l => (l.Name, l.Value)), "  ");
        if (draft.Constraints.Count > 0) yaml.List("constraints", draft.Constraints, "  ");
        yaml.Map("limits", limits, "  ");
        yaml.Map("reservations", reservations, "  ");
    }

    private static IEnumerable<(string Name, string Value)> Resources(string? cpus, string? memory)
    {
        if (cpus is not null) yield return ("cpus", cpus);
        if (memory is not null) yield return ("memory", memory);
    }
}
