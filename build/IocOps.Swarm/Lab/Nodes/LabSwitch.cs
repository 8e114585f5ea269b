namespace IocOps.Swarm.Lab.Nodes;

/// <summary>
/// The cable and switch between a lab's nodes: a bridge in a network namespace of its own. The machine's own links, routes and firewall
/// are not involved: no address can clash, and no rule of an installed Docker drops the lab's packets.
/// </summary>
internal sealed class LabSwitch(LabPaths paths)
{
    private const string Bridge = "lan";
    private readonly NamespaceHost _host = new(paths, LabPaths.SwitchName);

    public bool Powered => _host.Id is not null;

    public async Task StartAsync(CancellationToken cancel)
    {
        if (Powered) return;
        await _host.StartAsync([], ["hold", LabPaths.SwitchName], cancel);
        await _host.ConfigureLinksAsync(["link set lo up", $"link add {Bridge} type bridge", $"link set {Bridge} up"], cancel);
    }

    public Task KillAsync(CancellationToken cancel) => _host.KillAsync(cancel);

    /// <summary>Gives a node its network card, plugged in.</summary>
    public async Task PlugAsync(LabNode node, int nodeProcess, CancellationToken cancel)
    {
        await RemoveAsync(node.Name, cancel);
        await _host.ConfigureLinksAsync(
            [
                $"link add {node.Name} type veth peer name eth0 netns {nodeProcess}",
                $"link set {node.Name} master {Bridge}",
                $"link set {node.Name} up",
            ],
            cancel);
    }

    // The far end of a card that vanished with its node may take a moment to go, and may go between the look and the removal.
    private async Task RemoveAsync(string link, CancellationToken cancel)
    {
        try
        {
            if (await _host.HasLinkAsync(link, cancel)) await _host.ConfigureLinksAsync([$"link delete {link}"], cancel);
        }
        catch (LabException)
        {
            if (await _host.HasLinkAsync(link, cancel)) throw;
        }
    }

    /// <summary>Pulls the cable of a node, or plugs it in again.</summary>
    public Task SetCableAsync(LabNode node, bool plugged, CancellationToken cancel) =>
        _host.ConfigureLinksAsync([$"link set {node.Name} {(plugged ? "up" : "down")}"], cancel);
}
