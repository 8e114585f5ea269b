using System.Net;
using System.Net.Sockets;

namespace IocOps.Swarm.Backup;

/// <summary>The network of an engine of this machine, which need not be that of this process: an engine of a lab has its own.</summary>
internal static class EngineNetwork
{
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int CredentialsLength = 12;

    /// <summary>Whether the engine behind a socket has an address now.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    public static bool Has(string socket, IPAddress address)
    {
        // Who made the socket (unix(7), SO_PEERCRED): the engine, or the service manager for it, in the same network.
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        connection.Connect(new UnixDomainSocketEndPoint(socket));
        Span<byte> credentials = stackalloc byte[CredentialsLength];
        connection.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        var network = $"/proc/{BitConverter.ToInt32(credentials)}/net";
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? File.ReadLines($"{network}/if_inet6").Any(l => l.StartsWith(Convert.ToHexStringLower(address.GetAddressBytes()), StringComparison.Ordinal))
            : Locals(File.ReadLines($"{network}/fib_trie")).Contains(address.ToString());
    }

    /// <summary>The addresses that a system takes for its own, of its table of routes (<c>/proc/net/fib_trie</c>).</summary>
    public static IReadOnlySet<string> Locals(IEnumerable<string> routes)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var last = "";
        foreach (var line in routes.Select(r => r.Trim()))
        {
            if (line.StartsWith("|-- ", StringComparison.Ordinal)) last = line[4..];
            else if (line == "/32 host LOCAL") found.Add(last);
        }

        return found;
    }
}
