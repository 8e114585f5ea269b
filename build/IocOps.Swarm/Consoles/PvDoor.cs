using IocOps.Core.Model;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Consoles;

/// <summary>Finds the container from which PVs are asked, and the tools in it.</summary>
/// <param name="swarm">Where to look.</param>
/// <param name="files">Which tools the IOC's image has.</param>
/// <param name="engines">Where containers are.</param>
public sealed class PvDoor(ISwarm swarm, FleetFiles files, NodeEngines engines)
{
    private static readonly string[] Loopback = ["EPICS_CA_AUTO_ADDR_LIST=NO", "EPICS_CA_ADDR_LIST=127.255.255.255"];
    private static readonly string[] ServerPorts = ["EPICS_CAS_SERVER_PORT", "EPICS_CA_SERVER_PORT"];

    /// <summary>
    /// The named IOC's, asked over the loopback of its node as its health check does; where none is named the first IOC that runs, this node's
    /// before others', with the address list of its container.
    /// </summary>
    /// <exception cref="SelectionException">Several are named.</exception>
    /// <exception cref="SwarmException">It does not run, or nothing does.</exception>
    public async Task<PvAccess> OpenAsync(Selection selection, CancellationToken cancel)
    {
        var stack = files.RequireSite().Stack;
        if (selection.Names is null)
        {
            var any = await AnyAsync(stack, cancel);
            return new PvAccess(new IocExec(engines), any, (LayoutOf(any).Caget, []));
        }

        var places = await IocPlace.FindAsync(swarm, stack, selection, cancel);
        if (places.Count > 1) throw new SelectionException($"--ioc-list fits {places.Count} IOCs; PVs are asked from one: {string.Join(", ", places.Take(10).Select(p => p.Name))}.");
        return new PvAccess(new IocExec(engines), places[0], (LayoutOf(places[0]).Caget, [.. Loopback, .. PortOf(places[0])]));
    }

    private async Task<IocPlace> AnyAsync(string stack, CancellationToken cancel)
    {
        var (services, observed) = await SwarmLook.ObserveAsync(swarm, stack, new Selection(), cancel);
        var nodes = NodeRow.Of(observed.Nodes, observed.Services, observed.Tasks).ToDictionary(n => n.Id, StringComparer.Ordinal);
        var here = await engines.HereAsync(cancel);
        return services.Where(s => s.Ioc is not null && s.State == "running").Select(s => IocPlace.Of(s, nodes)).OfType<IocPlace>()
            .OrderBy(p => p.Node.Id == here ? 0 : 1).ThenBy(p => p.Service.Health == "healthy" ? 0 : 1).FirstOrDefault()
            ?? throw new SwarmException("No IOC runs from whose container a PV could be asked; deploy one, or look at ShowDigest.");
    }

    private Ioc? Folder(IocPlace place) => files.Fleet.Iocs.FirstOrDefault(i => i.Name == place.Name);

    private Layout LayoutOf(IocPlace place)
    {
        var site = files.RequireSite();
        return Folder(place)?.Layout ?? site.Layout.For(place.Name, site.Defaults.Bin);
    }

    private IEnumerable<string> PortOf(IocPlace place) =>
        ServerPorts.Select(n => Folder(place)?.Environment.FirstOrDefault(v => v.Name == n)?.Value).FirstOrDefault(v => !string.IsNullOrEmpty(v)) is { } port
            ? [$"EPICS_CA_SERVER_PORT={port}"]
            : [];
}
