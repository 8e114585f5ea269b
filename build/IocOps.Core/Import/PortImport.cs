using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>[ASYN] and [STREAM]: ports, their options, asyn's records, protocols.</summary>
internal sealed class PortImport(IocIni ini, IocDraft draft, SourceImport sources, AsynRecordImport records, ImportNotes notes)
{
    private const string Quotes = "\"'";

    public void Read()
    {
        if (ini.Has("ASYN") && ini.Has("STREAM")) notes.Corrected(0, "there are both [ASYN] and [STREAM]; the ports of both are taken");
        foreach (var section in new[] { "ASYN", "STREAM" })
        {
            var isTail = false;
            foreach (var item in ini.Items(section, "port_config", Quotes)) isTail = !ReadPort(item, isTail);
            foreach (var item in ini.Items(section, "asyn_option", Quotes)) ReadOption(item);
            CheckType(section);
        }

        foreach (var item in ini.Items("ASYN", "load", Quotes))
        {
            if (!records.Read(item)) draft.AtLoad.Add(records.WithOwnPlace(item));
        }

        foreach (var item in ini.Items("STREAM", "protocol_file").SelectMany(i => i.Text.Split(',').Select(p => new IniItem(p.Trim(), i.Line))).Where(p => p.Text.Length > 0))
        {
            if (sources.Use(item.Text, item.Line, "settings", "project/settings") is { } file && !draft.Protocols.Contains(file)) draft.Protocols.Add(file);
        }
    }

    /// <summary>What the ports of all sections ask of the person who places them.</summary>
    public void CheckPlacement()
    {
        if (draft.Ports.Exists(p => p.Type == "serial") && draft.Constraints.Count == 0 && draft.Host is null)
            notes.Decide(0, "there is a serial line, and Swarm gives a service no devices and may place it anywhere: use a terminal server (type tcp), or give 'host', or 'deploy: {constraints: …}'");
    }

    // False from the first line that is no port of its own: what follows may be built on it, and stays as it is.
    private bool ReadPort(IniItem item, bool isTail)
    {
        if (PortCommand.Apply(item.Text, draft.Ports)) return !isTail;
        var port = PortCommand.Read(item.Text) ?? Literal(item);
        if (port is not null && draft.Ports.Exists(p => p.Covers(port)))
        {
            notes.Corrected(item.Line, $"the port '{port.Name}' is configured once; it was configured above already");
            return !isTail;
        }

        if (port is null || isTail || draft.Ports.Exists(p => p.Name == port.Name))
        {
            draft.BeforeLoad.Add(item.Text);
            return false;
        }

        draft.Ports.Add(port);
        return true;
    }

    private PortDraft? Literal(IniItem item)
    {
        var words = PortCommand.Words(item.Text);
        if (words.Arguments.Count == 0 || !Shapes.PortName.Pattern.IsMatch(words.Arguments[0]) || !Shapes.Line.Pattern.IsMatch(item.Text)) return null;
        if (words.Command is "drvAsynIPPortConfigure" or "drvAsynSerialPortConfigure")
            notes.Decide(item.Line, $"the port '{words.Arguments[0]}' is kept as the command that it was, because ioc.yaml has no other words for it: {item.Text}");
        var port = new PortDraft(words.Arguments[0], "command");
        port.Values["command"] = item.Text;
        return port;
    }

    private void ReadOption(IniItem item)
    {
        if (!PortCommand.Apply(item.Text, draft.Ports)) draft.BeforeLoad.Add(item.Text);
        else if (draft.Ports.Count > 1 && PortCommand.Words(item.Text).Arguments.Count == 1)
            notes.Decide(item.Line, $"the option '{item.Text}' names no port; it is given to the last one, '{draft.Ports[^1].Name}'");
    }

    private void CheckType(string section)
    {
        if (ini.Single(section, "port_type") is not { } type || draft.Ports.Count == 0) return;
        var isSerial = type.Text.Contains("serial", StringComparison.OrdinalIgnoreCase);
        if (draft.Ports.TrueForAll(p => p.Type == (isSerial ? "tcp" : "serial")))
            notes.Corrected(type.Line, $"'port_type' is '{type.Text}', but port_config says otherwise; port_config counts, as in the original tool");
    }
}
