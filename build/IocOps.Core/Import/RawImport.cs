using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>[RAW] commands: literal, but for those that ioc.yaml has better words for.</summary>
internal sealed class RawImport(IocIni ini, IocDraft draft, AsynRecordImport records, ImportNotes notes)
{
    private const string Quotes = "\"'";

    public void Read()
    {
        foreach (var item in Items("cmd_before_dbload"))
        {
            if (!TakePort(item) && !TakeOption(item)) draft.BeforeLoad.Add(Own(item));
        }

        foreach (var item in Items("cmd_at_dbload"))
        {
            if (!records.Read(item)) draft.AtLoad.Add(Own(item with { Text = records.WithOwnPlace(item) }));
        }

        draft.AfterInit.AddRange(Items("cmd_after_iocinit").Select(Own));
    }

    private IReadOnlyList<IniItem> Items(string key) => ini.Items("RAW", key, Quotes, comments: true);

    private bool TakePort(IniItem item)
    {
        if (PortCommand.Read(item.Text) is not { } port) return false;
        if (draft.Ports.Exists(p => p.Covers(port)))
        {
            notes.Corrected(item.Line, $"the port '{port.Name}' is configured once; it was configured above already");
            return true;
        }

        if (draft.Ports.Exists(p => p.Name == port.Name)) return false;
        draft.Ports.Add(port);
        return true;
    }

    // Of raw lines, only what says by its name that it is about a port.
    private bool TakeOption(IniItem item) =>
        PortCommand.Words(item.Text).Command is "asynSetOption" or "asynOctetSetInputEos" or "asynOctetSetOutputEos" && PortCommand.Apply(item.Text, draft.Ports);

    // Paths of the run folder carry the name, and a line that can't stand in st.cmd is refused by whoever reads ioc.yaml.
    private string Own(IniItem item)
    {
        var old = $"/opt/EPICS/RUN/{draft.OldName}/";
        var line = item.Text;
        if (draft.OldName != draft.Name && line.Contains(old, StringComparison.Ordinal))
        {
            line = line.Replace(old, $"/opt/EPICS/RUN/{draft.Name}/", StringComparison.Ordinal);
            notes.Corrected(item.Line, $"the path follows the new name: {line}");
        }

        if (!Shapes.Line.Pattern.IsMatch(line.Replace('\t', ' '))) notes.Refuse(item.Line, $"the line '{line}' holds a control character");
        return line;
    }
}
