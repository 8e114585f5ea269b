using System.Globalization;
using IocOps.Core.Epics;
using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>asyn's commands of a startup script as ports of ioc.yaml.</summary>
internal static class PortCommand
{
    private static readonly string[] Bauds = ["300", "600", "1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200", "230400", "460800", "921600"];

    /// <summary>Words of a line as iocsh takes them; macros stay as they are.</summary>
    public static IocshLine Words(string line) => IocshLine.Parse(line, _ => null, []);

    /// <summary>The port that a line configures, where ioc.yaml can say the same; else null.</summary>
    public static PortDraft? Read(string line)
    {
        var words = Words(line);
        if (words.Arguments.Any(a => a.Contains('$', StringComparison.Ordinal)) || words.Arguments.Count is < 2 or > 5 || !Shapes.PortName.Pattern.IsMatch(words.Arguments[0])) return null;
        var flags = words.Arguments.Skip(2).ToList();
        if (flags.Exists(f => f is not ("0" or "1" or "")) || flags.FirstOrDefault() is "1") return null;
        var port = words.Command switch
        {
            "drvAsynIPPortConfigure" => Network(words.Arguments[0], words.Arguments[1]),
            "drvAsynSerialPortConfigure" => Serial(words.Arguments[0], words.Arguments[1]),
            _ => null,
        };
        if (port is null) return null;
        if (flags.ElementAtOrDefault(1) == "1") port.Values["auto-connect"] = "false";
        if (flags.ElementAtOrDefault(2) == "1") port.Values["process-eos"] = "false";
        return port;
    }

    /// <summary>Applies a line about a port (an option, a terminator) to it; false where it is something else, or about another port.</summary>
    /// <param name="line">asynSetOption(…), asynOctetSetInputEos(…), or a bare key and value.</param>
    /// <param name="ports">Those of this IOC.</param>
    public static bool Apply(string line, IReadOnlyList<PortDraft> ports)
    {
        var words = Words(line);
        var named = words.Arguments is [var name, ..] ? ports.FirstOrDefault(p => p.Name == name) : null;
        if (words.Arguments.Any(a => IocshText.Refusal(a) is not null || a.Contains('$', StringComparison.Ordinal))) return false;
        switch (words.Command)
        {
            case "asynSetOption" when named is not null && words.Arguments.Count == 4 && words.Arguments[1] is ("0" or "-1") && Shapes.OptionKey.Pattern.IsMatch(words.Arguments[2]):
                Set(named, words.Arguments[2], words.Arguments[3]);
                return true;
            case "asynOctetSetInputEos" or "asynOctetSetOutputEos" when named is not null && words.Arguments.Count == 3 && words.Arguments[1] is ("0" or "-1"):
                named.Values[words.Command == "asynOctetSetInputEos" ? "input-eos" : "output-eos"] = words.Arguments[2];
                return true;
            case { Length: > 0 } key when words.Arguments.Count == 1 && ports.Count > 0 && Shapes.OptionKey.Pattern.IsMatch(key) && IsOption(key):
                Set(ports[^1], key, words.Arguments[0]);
                return true;
            default:
                return false;
        }
    }

    private static bool IsOption(string key) => key is "baud" or "bits" or "parity" or "stop" or "clocal" or "crtscts" or "ixon" or "ixoff" or "ixany" or "disconnectOnReadTimeout";

    private static PortDraft? Network(string name, string address)
    {
        var words = address.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var parts = words.Length is 1 or 2 ? words[0].Split(':') : [];
        var protocol = words.Length == 2 ? words[1].ToUpperInvariant() : "TCP";
        if (parts.Length != 2 || protocol is not ("TCP" or "UDP") || !Shapes.HostName.Pattern.IsMatch(parts[0])) return null;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535) return null;
        var port = new PortDraft(name, protocol.ToLowerInvariant());
        port.Values["host"] = parts[0];
        port.Values["port"] = number.ToString(CultureInfo.InvariantCulture);
        return port;
    }

    private static PortDraft? Serial(string name, string device)
    {
        if (!Shapes.Device.Pattern.IsMatch(device)) return null;
        var port = new PortDraft(name, "serial");
        port.Values["device"] = device;
        return port;
    }

    private static void Set(PortDraft port, string key, string value)
    {
        var yes = value.ToUpperInvariant() is var upper && upper is "Y" or "N" ? upper == "Y" : (bool?)null;
        var (own, text) = (port.Type == "serial" ? key : "") switch
        {
            "baud" when Bauds.Contains(value) => ("baud", value),
            "bits" when value is "5" or "6" or "7" or "8" => ("bits", value),
            "parity" when value is "none" or "even" or "odd" => ("parity", value),
            "stop" when value is "1" or "2" => ("stop", value),
            "crtscts" when yes is not null => ("hardware-handshake", Word(yes.Value)),
            // clocal: pay no attention to the modem lines.
            "clocal" when yes is not null => ("modem-lines", Word(!yes.Value)),
            _ => (null, value),
        };
        if (own is not null) port.Values[own] = text;
        else port.Options[key] = value;
    }

    private static string Word(bool value) => value ? "true" : "false";
}
