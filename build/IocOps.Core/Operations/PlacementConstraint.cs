using System.Net;
using System.Text.RegularExpressions;
using Docker.DotNet.Models;

namespace IocOps.Core.Operations;

/// <summary>
/// One placement constraint of a service: <c>node.labels.zone==7</c>. Read and matched as Swarm does it (swarmkit, manager/constraint):
/// keys and values ignore case, names of labels do not; a label that a node does not have counts as an empty one.
/// </summary>
/// <param name="Key">What of a node is looked at: <c>node.hostname</c>.</param>
/// <param name="IsEqual">True for <c>==</c>, false for <c>!=</c>.</param>
/// <param name="Value">With what it is compared; no pattern.</param>
public sealed partial record PlacementConstraint(string Key, bool IsEqual, string Value)
{
    private const string NodeLabels = "node.labels.";
    private const string EngineLabels = "engine.labels.";

    /// <summary>The constraint that keeps a service on one node.</summary>
    public static string OnNode(string id) => $"node.id=={id}";

    /// <summary>Reads a constraint; null where Swarm would refuse it.</summary>
    public static PlacementConstraint? Parse(string text)
    {
        foreach (var word in new[] { "==", "!=" })
        {
            var parts = text.Split(word, 2);
            if (parts.Length < 2) continue;
            var (key, value) = (parts[0].Trim(), parts[1].Trim());
            return KeyForm().IsMatch(key) && ValueForm().IsMatch(value) ? new PlacementConstraint(key, word == "==", value) : null;
        }

        return null;
    }

    /// <summary>Those of the constraints that a node does not meet, in their order. One that can't be read, or whose key nobody knows, is met by no node.</summary>
    /// <param name="constraints">As a service has them; null for none.</param>
    /// <param name="node">As the swarm lists it.</param>
    public static IReadOnlyList<string> NotMetBy(NodeListResponse node, IEnumerable<string>? constraints) =>
        [.. (constraints ?? []).Where(c => Parse(c)?.IsMetBy(node) != true)];

    /// <summary>Whether a node meets it.</summary>
    public bool IsMetBy(NodeListResponse node) => Key.ToUpperInvariant() switch
    {
        "NODE.ID" => Fits(node.ID),
        "NODE.HOSTNAME" => Fits(node.Description?.Hostname),
        "NODE.ROLE" => Fits(node.Spec?.Role),
        "NODE.IP" => FitsAddress(node.Status?.Addr),
        "NODE.PLATFORM.OS" => Fits(node.Description?.Platform?.OS),
        "NODE.PLATFORM.ARCH" => Fits(node.Description?.Platform?.Architecture),
        _ when LabelOf(NodeLabels) is { } label => Fits(Label(node.Spec?.Labels, label)),
        _ when LabelOf(EngineLabels) is { } label => Fits(Label(node.Description?.Engine?.Labels, label)),
        _ => false,
    };

    private bool Fits(string? value) => string.Equals(value ?? "", Value, StringComparison.OrdinalIgnoreCase) == IsEqual;

    // An address, or a network in CIDR form.
    private bool FitsAddress(string? address)
    {
        var known = IPAddress.TryParse(address, out var ip);
        if (IPAddress.TryParse(Value, out var one)) return (known && ip!.Equals(one)) == IsEqual;
        return Network(Value) is { } network && (known && network.Contains(ip!)) == IsEqual;
    }

    // IPNetwork wants the bits behind the prefix to be 0; Swarm does not.
    private static IPNetwork? Network(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || !int.TryParse(parts[1], out var prefix)) return null;
        var bytes = address.GetAddressBytes();
        if (prefix < 0 || prefix > bytes.Length * 8) return null;
        for (var i = 0; i < bytes.Length; i++) bytes[i] &= (byte)(0xFF00 >> Math.Clamp(prefix - (i * 8), 0, 8));
        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    private string? LabelOf(string prefix) =>
        Key.Length > prefix.Length && Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? Key[prefix.Length..] : null;

    private static string? Label(IDictionary<string, string>? labels, string name) => labels?.TryGetValue(name, out var value) == true ? value : null;

    [GeneratedRegex(@"^[a-z_][a-z0-9\-_.]+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"^[a-z0-9:\-_\s\.\*\(\)\?\+\[\]\\\^\$\|\/]+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex ValueForm();
}
