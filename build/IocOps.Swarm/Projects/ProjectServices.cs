using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Projects;

/// <summary>The services of some IOCs in the swarm, where it can be asked.</summary>
/// <param name="Rows">Of these IOCs.</param>
/// <param name="Trouble">Why the swarm can't be asked; null where it was.</param>
public sealed record ProjectServices(IReadOnlyList<ServiceRow> Rows, string? Trouble)
{
    /// <summary>Where nobody asked.</summary>
    public static readonly ProjectServices NotAsked = new([], null) { _isAsked = false };

    private bool _isAsked = true;

    /// <summary>True where it is known that an IOC has no service.</summary>
    public bool HaveNone(string ioc) => _isAsked && Trouble is null && Rows.All(r => r.Ioc != ioc);

    /// <summary>Asks; what is wrong with the swarm is no error here.</summary>
    /// <param name="open">Opens the swarm.</param>
    /// <param name="stack">Of the site.</param>
    /// <param name="names">Of the IOCs.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<ProjectServices> ReadAsync(Func<ISwarm> open, string stack, IReadOnlyCollection<string> names, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(open);
        try
        {
            using var swarm = open();
            var rows = await SwarmLook.ServicesAsync(swarm, stack, new Selection(), cancel);
            return new ProjectServices([.. rows.Where(r => r.Ioc is { } ioc && names.Contains(ioc))], null);
        }
        catch (SwarmException e)
        {
            return new ProjectServices([], e.Message);
        }
    }

    /// <summary><c>dals_srv-a (running on n1)</c>.</summary>
    public static string Text(ServiceRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return $"{row.Name} ({row.State}{(row.Nodes.Count > 0 ? $" on {string.Join(", ", row.Nodes)}" : "")})";
    }
}
