using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace IocOps.Swarm.Operations;

/// <summary>An address of this machine.</summary>
/// <param name="Address">As <c>--advertise-addr</c> takes it.</param>
/// <param name="Interface">Network interface that has it.</param>
public sealed record OwnAddress(string Address, string Interface);

/// <summary>The addresses at which other machines could reach this one.</summary>
public static class OwnAddresses
{
    // Those that Docker makes for its containers; an engine does not advertise them either.
    private static readonly string[] OfDocker = ["docker", "veth", "br-"];

    /// <summary>Those of the machine of an engine, by interface; none where that is another machine.</summary>
    /// <param name="engine">Name that the engine gives: the host name of its machine.</param>
    public static IReadOnlyList<OwnAddress> Of(string engine)
    {
        if (!string.Equals(engine, Environment.MachineName, StringComparison.OrdinalIgnoreCase)) return [];
        var interfaces = NetworkInterface.GetAllNetworkInterfaces().Where(i =>
            i.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown && i.NetworkInterfaceType != NetworkInterfaceType.Loopback
            && !OfDocker.Any(d => i.Name.StartsWith(d, StringComparison.Ordinal)));
        return [.. interfaces.OrderBy(i => i.Name, StringComparer.Ordinal).SelectMany(i => i.GetIPProperties().UnicastAddresses
            .Where(a => a.Address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 && !a.Address.IsIPv6LinkLocal)
            .Select(a => new OwnAddress(a.Address.ToString(), i.Name)))];
    }
}
