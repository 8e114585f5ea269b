using System.Text.RegularExpressions;
using IocOps.Core.Epics;
using IocOps.Core.Model;

namespace IocOps.Core.Checks;

/// <summary>Checks device addresses of asyn and StreamDevice: ports that are configured, protocols that are there.</summary>
internal sealed partial class DeviceCheck
{
    private readonly IocContents _contents;
    private readonly Dictionary<string, ProtocolFile> _protocols = new(StringComparer.Ordinal);
    private readonly HashSet<string> _configured;
    private readonly HashSet<string> _usedPorts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _usedProtocols = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems = [];

    private DeviceCheck(IocContents contents)
    {
        _contents = contents;
        var commands = contents.Script.Commands.Where(c => !c.Name.StartsWith("asyn", StringComparison.Ordinal)).ToList();
        _configured = [.. commands.Select(c => c.Arguments[0])];
        _usedPorts.UnionWith(commands.SelectMany(c => c.Arguments.Skip(1)));
    }

    public static IReadOnlyList<Problem> Of(IocContents contents)
    {
        var check = new DeviceCheck(contents);
        check.ReadProtocols();
        var changes = contents.Records.Where(r => r.IsChange).ToLookup(r => r.Name, StringComparer.Ordinal);
        foreach (var record in contents.Records.Where(r => !r.IsChange)) check.Visit([record, .. changes[record.Name]]);
        check.VisitLoads();
        check.TellUnused();
        return [.. check._problems.DistinctBy(p => (p.File, p.Line, p.Column, p.Code))];
    }

    private void ReadProtocols()
    {
        foreach (var name in _contents.Ioc.Protocols)
        {
            var target = RunFolder.ProtocolTarget(name);
            if (_contents.Files.Find($"{_contents.Ioc.Layout.RunFolder}/{target}") is not { } file) continue;
            var protocol = ProtocolFile.Parse(RunFileSet.Text(file));
            _problems.AddRange(protocol.Faults.Select(f => CheckRule.Syntax.At(_contents.Files.Origin(file), f)));
            _protocols[RunFolder.FileName(target)] = protocol;
        }
    }

    // Loads of asyn's own record file, which lies in the image.
    private void VisitLoads()
    {
        foreach (var load in _contents.Script.Loads.Where(l => RunFolder.FileName(l.File) == "asynRecord.db"))
        {
            var port = MacroDefinitions.Parse(load.Macros ?? "").LastOrDefault(m => m.Name == "PORT").Value;
            if (port is { Length: > 0 } && !port.Contains('$', StringComparison.Ordinal)) RequirePort(load.Script, load.Place, port);
        }
    }

    // A record and what changes it; the last value of a field counts.
    private void Visit(IReadOnlyList<LoadedRecord> parts)
    {
        var fields = parts.SelectMany(p => p.Fields.Select(f => (Record: p, Field: f))).ToList();
        if (parts[0].Type == "asyn")
        {
            if (fields.LastOrDefault(f => f.Field.Name == "PORT") is ({ } owner, { Text.Length: > 0 } port) && !port.Text.Contains('$', StringComparison.Ordinal)) RequirePort(owner.FileOf(port), port.TextPlace, port.Text);
            return;
        }

        var (typeRecord, type) = fields.LastOrDefault(f => f.Field.Name == "DTYP");
        if (type is null || (type.Text != "stream" && !type.Text.StartsWith("asyn", StringComparison.Ordinal))) return;
        var (record, link) = fields.LastOrDefault(f => f.Field.Name is "INP" or "OUT");
        if (link is null) TellNoAddress(parts[0], typeRecord, type);
        else if (link.Text.Contains('$', StringComparison.Ordinal)) return;
        else if (type.Text == "stream") VisitStream(record, link);
        else VisitAsyn(record, link);
    }

    // Records of modules may say elsewhere with what they talk.
    private void TellNoAddress(LoadedRecord record, LoadedRecord owner, DbValue type)
    {
        if (RecordTypes.Fields(record.Type) is not null)
            _problems.Add(CheckRule.BadAddress.At(owner.FileOf(type), type.TextPlace, $"the record has '{Printable.Line(type.Text)}', and neither INP nor OUT says with what it talks"));
    }

    // @asyn(PORT,ADDR,TIMEOUT)DRVINFO, @asynMask(PORT,ADDR,MASK,TIMEOUT)DRVINFO; spaces may stand for commas.
    private void VisitAsyn(LoadedRecord record, DbValue link)
    {
        if (AsynAddress().Match(link.Text) is { Success: true } match) RequirePort(record.FileOf(link), link.TextPlace, match.Groups[1].Value);
        else _problems.Add(CheckRule.BadAddress.At(record.FileOf(link), link.TextPlace, $"'{Printable.Line(link.Text)}' is no address of asyn; wanted is @asyn(PORT,ADDRESS,TIMEOUT)parameter"));
    }

    // @file protocol(arguments) PORT [address]
    private void VisitStream(LoadedRecord record, DbValue link)
    {
        if (StreamAddress().Match(link.Text) is not { Success: true } match)
        {
            _problems.Add(CheckRule.BadAddress.At(record.FileOf(link), link.TextPlace, $"'{Printable.Line(link.Text)}' is no address of StreamDevice; wanted is @file.proto protocol(arguments) PORT"));
            return;
        }

        RequirePort(record.FileOf(link), link.TextPlace, match.Groups["port"].Value);
        var file = match.Groups["file"].Value;
        if (!_protocols.TryGetValue(file, out var protocol))
        {
            _problems.Add(CheckRule.NoProtocolFile.At(record.FileOf(link), link.TextPlace, $"'{Printable.Line(file)}' is not among 'protocols' of ioc.yaml{Nearest.Hint(file, _protocols.Keys.Order(StringComparer.Ordinal))}"));
            return;
        }

        _usedProtocols.Add(file);
        var name = match.Groups["protocol"].Value;
        if (protocol.Defines(name)) return;
        var hint = Nearest.Hint(name, protocol.Protocols.Select(p => p.Name));
        _problems.Add(CheckRule.NoProtocol.At(record.FileOf(link), link.TextPlace, $"{Printable.Line(file)} does not define '{Printable.Line(name)}'{hint}{(hint.Length == 0 ? $"; it has {string.Join(", ", protocol.Protocols.Take(12).Select(p => p.Name))}" : "")}"));
    }

    private void RequirePort(string file, TextPlace place, string port)
    {
        _usedPorts.Add(port);
        if (!_configured.Contains(port))
            _problems.Add(CheckRule.NoPort.At(file, place, $"no line of st.cmd configures the port '{Printable.Line(port)}'{Nearest.Hint(port, _contents.Ioc.Ports.Select(p => p.Name))}; add it to 'ports' in ioc.yaml"));
    }

    private void TellUnused()
    {
        var places = _contents.Places;
        foreach (var (port, index) in _contents.Ioc.Ports.Select((p, i) => (p, i)))
        {
            if (!_usedPorts.Contains(port.Name) && _contents.Ioc.AsynRecords.All(r => r.Port != port.Name))
                _problems.Add(CheckRule.UnusedPort.At(places.File, places.Of("ports", index), $"no record uses the port '{port.Name}'"));
        }

        foreach (var (name, index) in _contents.Ioc.Protocols.Select((p, i) => (p, i)))
        {
            if (!_usedProtocols.Contains(RunFolder.FileName(name)))
                _problems.Add(CheckRule.NeverUsed.At(places.File, places.Of("protocols", index), $"no record calls a protocol of {name}"));
        }
    }

    [GeneratedRegex(@"\A\s*@asyn(?:Mask)?\s*\(\s*([^,\s)]+)[^)]*\)", RegexOptions.IgnoreCase)]
    private static partial Regex AsynAddress();

    [GeneratedRegex(@"\A\s*@\s*(?<file>\S+)\s+(?<protocol>[^\s(]+)(?:\s*\((?:\\.|[^)\\])*\))?\s+(?<port>\S+)")]
    private static partial Regex StreamAddress();
}
