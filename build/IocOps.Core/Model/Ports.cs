namespace IocOps.Core.Model;

/// <summary>An asyn port, used by asyn device support and by StreamDevice alike.</summary>
/// <param name="Name">As device support calls it.</param>
public abstract record Port(string Name)
{
    /// <summary>asynSetOption keys and values, in this order.</summary>
    public IReadOnlyList<PortOption> Options { get; init; } = [];

    /// <summary>Terminator of what is read, with backslash escapes; null to leave it alone.</summary>
    public string? InputEos { get; init; }

    /// <summary>Terminator of what is written, with backslash escapes; null to leave it alone.</summary>
    public string? OutputEos { get; init; }
}

/// <summary>A device behind a network address.</summary>
/// <param name="Name">As device support calls it.</param>
/// <param name="Host">A name or an IPv4 address.</param>
/// <param name="Number">The TCP or UDP port.</param>
/// <param name="Protocol">asyn's word after the address (UDP, COM, HTTP); null for TCP.</param>
/// <param name="NoAutoConnect">Do not connect at start.</param>
/// <param name="NoProcessEos">Leave terminators to the device support.</param>
public sealed record NetworkPort(string Name, string Host, int Number, string? Protocol, bool NoAutoConnect, bool NoProcessEos) : Port(Name);

/// <summary>A device on a serial line of the node.</summary>
/// <param name="Name">As device support calls it.</param>
/// <param name="Device">Path of the device.</param>
/// <param name="NoAutoConnect">Do not connect at start.</param>
/// <param name="NoProcessEos">Leave terminators to the device support.</param>
public sealed record SerialPort(string Name, string Device, bool NoAutoConnect, bool NoProcessEos) : Port(Name);

/// <summary>A port of a driver that IocOps does not know.</summary>
/// <param name="Name">As device support calls it.</param>
/// <param name="Command">The line that configures it.</param>
public sealed record CommandPort(string Name, string Command) : Port(Name);

/// <summary>One asynSetOption.</summary>
public sealed record PortOption(string Key, string Value);

/// <summary>asyn's diagnostic record for a port.</summary>
/// <param name="Prefix">Macro P.</param>
/// <param name="Suffix">Macro R.</param>
/// <param name="Port">Name of the port.</param>
/// <param name="Address">-1 for the port itself.</param>
/// <param name="InputSize">IMAX, in bytes.</param>
/// <param name="OutputSize">OMAX, in bytes.</param>
public sealed record AsynRecord(string Prefix, string Suffix, string Port, int Address, int InputSize, int OutputSize);
