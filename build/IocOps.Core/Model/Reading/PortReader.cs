using IocOps.Core.Epics;
using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>ports</c> and <c>asyn-records</c>.</summary>
internal static class PortReader
{
    private static readonly string[] Network = ["host", "port"];
    private static readonly string[] Serial = ["device", "baud", "bits", "parity", "stop", "hardware-handshake", "software-handshake", "modem-lines"];
    private static readonly string[] Asyn = ["auto-connect", "process-eos"];
    private static readonly string[] Bauds = ["300", "600", "1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200", "230400", "460800", "921600"];

    /// <summary>The ports that are good.</summary>
    /// <param name="ioc">The file.</param>
    /// <param name="names">Gets the names of the others too: that one of them is missing would be no news.</param>
    public static IReadOnlyList<Port> Read(Section ioc, ICollection<string> names)
    {
        var ports = new List<Port>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in ioc.Items("ports"))
        {
            if (Section.From(item, Keys.Port, ioc.Report) is not { } section) continue;
            var name = section.Required("name", Shapes.PortName);
            if (name is not null && !lines.TryAdd(name, item.Line))
                section.Add("name", Rule.Duplicate, $"port '{name}' is defined in line {lines[name]} already; give every port a name of its own");
            if (name is not null) names.Add(name);
            if (ReadOne(section, name ?? "") is { } port) ports.Add(port);
        }

        return ports;
    }

    public static IReadOnlyList<AsynRecord> ReadRecords(Section ioc, string iocName, IReadOnlyCollection<string> ports)
    {
        var records = new List<AsynRecord>();
        foreach (var item in ioc.Items("asyn-records"))
        {
            if (Section.From(item, Keys.AsynRecord, ioc.Report) is not { } section) continue;
            var port = section.Required("port", Shapes.PortName);
            if (port is not null && !ports.Contains(port))
                section.Add("port", Rule.NoSuchThing, $"there is no port '{port}' in 'ports'{Nearest.Hint(port, ports)}");
            var record = new AsynRecord(
                section.Text("p", Shapes.RecordPart) ?? iocName,
                section.Text("r", Shapes.RecordPart) ?? ":asyn",
                port ?? "",
                section.Whole("addr", -1, 65535) ?? -1,
                section.Whole("imax", 0, 1 << 24) ?? 0,
                section.Whole("omax", 0, 1 << 24) ?? 0);
            if (records.Any(r => r.Prefix + r.Suffix == record.Prefix + record.Suffix))
                section.Report.Add(item, Rule.Duplicate, $"the record {record.Prefix}{record.Suffix} is defined twice; give 'p' or 'r' another value");
            records.Add(record);
        }

        return records;
    }

    private static Port? ReadOne(Section section, string name)
    {
        var type = section.Choice("type", "tcp", "udp", "serial", "command");
        if (section["type"] is null) section.Add("type", Rule.Missing, "'type' is missing; allowed: tcp, udp, serial, command");
        switch (type)
        {
            case "tcp" or "udp":
                Refuse(section, type, [.. Serial, "command"]);
                return ReadNetwork(section, name, type);
            case "serial":
                Refuse(section, type, [.. Network, "command"]);
                return ReadSerial(section, name);
            case "command":
                Refuse(section, type, [.. Network, .. Serial, .. Asyn]);
                var command = section.Required("command", Shapes.Line);
                return command is null ? null : WithCommon(new CommandPort(name, command), section, []);
            default:
                return null;
        }
    }

    private static Port? ReadNetwork(Section section, string name, string type)
    {
        var host = ReadHost(section);
        var number = section.Whole("port", 1, 65535);
        if (section["port"] is null) section.Add("port", Rule.Missing, "'port' is missing; wanted is a whole number from 1 to 65535");
        var port = new NetworkPort(name, host ?? "", number ?? 0, type == "udp" ? "UDP" : null, NoConnect(section), NoEos(section));
        return host is null || number is null ? null : WithCommon(port, section, []);
    }

    private static string? ReadHost(Section section)
    {
        if (section["host"] is not YamlScalar { Value: var written } || written.Split(':') is not [var host, var port] || !Shapes.HostName.Pattern.IsMatch(host))
            return section.Required("host", Shapes.HostName);
        section.Add("host", Rule.Form, $"'host' is {Report.Show(written)}; the number has a key of its own: write 'host: {host}' and 'port: {port}'");
        return null;
    }

    private static Port? ReadSerial(Section section, string name)
    {
        var device = section.Required("device", Shapes.Device);
        var options = new List<PortOption>();
        void Add(string key, string? value)
        {
            if (value is not null) options.Add(new PortOption(key, value));
        }

        Add("baud", section.Choice("baud", Bauds));
        Add("bits", section.Choice("bits", "5", "6", "7", "8"));
        Add("parity", section.Choice("parity", "none", "even", "odd"));
        Add("stop", section.Choice("stop", "1", "2"));
        Add("crtscts", YesNo(section.Flag("hardware-handshake")));
        var software = YesNo(section.Flag("software-handshake"));
        Add("ixon", software);
        Add("ixoff", software);
        // asyn's clocal means the opposite: pay no attention to the modem lines.
        Add("clocal", YesNo(!section.Flag("modem-lines")));
        return device is null ? null : WithCommon(new SerialPort(name, device, NoConnect(section), NoEos(section)), section, options);
    }

    private static Port WithCommon(Port port, Section section, List<PortOption> options)
    {
        foreach (var (key, node) in section.Entries("options"))
        {
            var name = Values.Text(key, "option", Shapes.OptionKey, section.Report);
            var value = Values.Text(node, key.Value, Shapes.Line, section.Report);
            if (value is not null && IocshText.Refusal(value) is { } why)
                section.Report.Add(node, Rule.Characters, $"the value of option '{key.Value}' can't be used: {why}");
            else if (name is not null && value is not null) options.Add(new PortOption(name, value));
        }

        return port with { Options = options, InputEos = Eos(section, "input-eos"), OutputEos = Eos(section, "output-eos") };
    }

    // asyn wants escapes (\r\n); a YAML string in double quotes brings the characters themselves.
    private static string? Eos(Section section, string key)
    {
        if (section[key] is not { } node || Values.Scalar(node, key, section.Report) is not { } scalar) return null;
        var text = string.Concat(scalar.Value.Select(c => c switch
        {
            '\r' => "\\r",
            '\n' => "\\n",
            '\t' => "\\t",
            _ when char.IsControl(c) && c < 0x80 => $"\\x{(int)c:x2}",
            _ => c.ToString(),
        }));
        if (IocshText.Refusal(text) is { } why) section.Add(key, Rule.Characters, $"'{key}' can't be used: {why}");
        return text;
    }

    private static void Refuse(Section section, string type, string[] keys)
    {
        foreach (var key in keys.Where(k => section[k] is not null))
            section.Add(key, Rule.Contradiction, $"'{key}' has no meaning for a port of type {type}; remove it or change 'type'");
    }

    private static bool NoConnect(Section section) => section.Flag("auto-connect") == false;

    private static bool NoEos(Section section) => section.Flag("process-eos") == false;

    private static string? YesNo(bool? flag) => flag is null ? null : flag.Value ? "Y" : "N";
}
