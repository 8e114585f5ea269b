using System.Globalization;
using Docker.DotNet.Models;

namespace IocOps.Core.Operations;

/// <summary>Looks for what is wrong with a swarm, or will be. Pure: all that it needs was observed before.</summary>
public static class SwarmChecks
{
    private const string MountAdvice = "Make the folder on that node, mount what belongs there, or keep the IOC off the node by a constraint.";

    private const string ImageAdvice = "Load the image on that node, or let it come from a registry that the node reaches.";

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(3);

    /// <summary>What there is to say, the worst first.</summary>
    public static IReadOnlyList<Finding> Of(CheckedSwarm swarm)
    {
        ArgumentNullException.ThrowIfNull(swarm);
        var nodes = NodeRow.Of(swarm.Nodes, swarm.Services, swarm.Tasks);
        IEnumerable<Finding> all = [.. Managers(nodes), .. Domains(nodes, swarm.DomainLabel), .. Nodes(nodes), .. Machine(swarm), .. Clocks(swarm, nodes), .. Placement(swarm), .. Mounts(swarm, nodes), .. Images(swarm), .. Tasks(swarm, nodes)];
        return [.. all.OrderByDescending(f => f.Severity)];
    }

    private static IEnumerable<Finding> Managers(IReadOnlyList<NodeRow> nodes)
    {
        var count = nodes.Count(n => n.IsRaftMember);
        if (count > 1 && count % 2 == 0)
            yield return Warning("managers-even", Text($"There are {count} managers, an even number: {Quorum.Spare(count)} of them can be lost, no more than of {count - 1}."), "PromoteNode one more, or DemoteNode one.");
        else if (count == 1 && nodes.Count > 1)
            yield return Warning("managers-few", "There is one manager: when it is lost, nothing can be changed any more.", nodes.Count > 2 ? "PromoteNode two more." : "Three nodes, all managers, outlive the loss of one.");
        // A note: a manager with several addresses may be reached at both.
        foreach (var node in StaleAddress.Of(nodes))
            yield return new Finding("manager-address", FindingSeverity.Note, StaleAddress.What(node.Name, node.ManagerAddress, node.Address), $"Where it is not reached at {node.ManagerAddress}: {string.Join("; ", StaleAddress.Steps(node.Name, node.ManagerAddress))}.");
        foreach (var node in nodes.Where(n => n.Role == "manager" && n.State == "ready" && !n.IsRaftMember))
            yield return Warning("manager-struck-off", $"{node.Name} shall be a manager and takes part in no decision.", "Wait a minute; else LeaveSwarm --force there and JoinSwarm again, or DemoteNode.");
    }

    // One domain must not hold so many managers that the rest can't decide.
    private static IEnumerable<Finding> Domains(IReadOnlyList<NodeRow> nodes, string label)
    {
        var managers = nodes.Where(n => n.IsRaftMember).ToList();
        if (managers.Count < 3) yield break;
        var domains = managers.GroupBy(m => m.Labels.FirstOrDefault(l => l.Key == label).Value).ToList();
        if (domains.All(d => d.Key is null))
        {
            yield return new Finding("domains-unknown", FindingSeverity.Note, $"Whether managers fail together was not checked: no manager has the label '{label}'.", $"LabelNode --add {label}=WHERE, or name another label with --failure-domain-label.");
            yield break;
        }

        foreach (var domain in domains.Where(d => d.Key is not null && d.Count() > Quorum.Spare(managers.Count)))
            yield return Warning("managers-one-domain", Text($"{domain.Count()} of {managers.Count} managers are in {label} '{domain.Key}': with it the swarm loses its quorum."), "Make nodes elsewhere managers (PromoteNode, DemoteNode).");
        if (domains.FirstOrDefault(d => d.Key is null) is { } unlabelled)
            yield return Warning("domains-incomplete", $"Managers without the label '{label}': {string.Join(", ", unlabelled.Select(m => m.Name))}.", $"LabelNode --add {label}=WHERE.");
    }

    private static IEnumerable<Finding> Nodes(IReadOnlyList<NodeRow> nodes)
    {
        foreach (var node in nodes.Where(n => n.State != "ready"))
            yield return new Finding("node-down", FindingSeverity.Error, $"{node.Name} is {node.State}{(node.Message.Length == 0 ? "" : $" ({node.Message})")}.", "Start its engine, or mend its network; RemoveNode where it is gone for good.");
        foreach (var node in nodes.Where(n => n.IsRaftMember && n.Reachability != "reachable"))
            yield return new Finding("manager-unreachable", FindingSeverity.Error, $"The manager {node.Name} is {node.Reachability}.", "Bring it back; DemoteNode and RemoveNode where it is gone for good.");
        foreach (var node in nodes.Where(n => n.Availability != "active"))
            yield return Warning($"node-{node.Availability}", $"{node.Name} takes no tasks: its availability is {node.Availability}.", "ActivateNode when the maintenance is over.");
        var engines = nodes.Where(n => n.Engine.Length > 0).GroupBy(n => n.Engine).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        if (engines.Count > 1)
            yield return Warning("engines-differ", $"Engines differ: {string.Join("; ", engines.Select(e => $"{e.Key} on {string.Join(", ", e.Select(n => n.Name))}"))}.", "Bring all to one version, workers last.");
    }

    private static IEnumerable<Finding> Machine(CheckedSwarm swarm)
    {
        if (Expiry("authority-expires", "The certificate of the swarm's authority", swarm.AuthorityExpires, swarm.Now, 90, "Rotate it: docker swarm ca --rotate.") is { } authority) yield return authority;
        // Nodes renew theirs when half to four fifths of the time are over (90 days by default): one that is nearly over was not renewed.
        if (Expiry("certificate-expires", "The certificate of the engine's node", swarm.CertificateExpires, swarm.Now, 10, "It renews itself where the node reaches a manager: look at its network and clock.") is { } certificate) yield return certificate;
        if (swarm.CertificateExpires is null) yield return Unchecked("certificate-unchecked", "The node's own certificate was not checked: its file can't be read from here.");
        if (swarm.Disk is not { Total: > 0 } disk)
        {
            yield return Unchecked("disk-unchecked", "Free disk space was not checked: the engine does not tell it, and its disk can't be seen from here.");
            yield break;
        }

        var free = 100.0 * disk.Free / disk.Total;
        if (free < 10) yield return new Finding("disk-full", free < 3 ? FindingSeverity.Error : FindingSeverity.Warning, Text($"The disk of the engine's data has {free:0.#} % left ({disk.Free / 1e9:0.0} GB)."), "Remove unused images (docker image prune), or make the disk larger.");
    }

    private static Finding? Expiry(string code, string what, DateTime? when, DateTime now, int days, string advice) =>
        when is not { } end || end - now > TimeSpan.FromDays(days) ? null
        : new Finding(code, end <= now ? FindingSeverity.Error : FindingSeverity.Warning, Text($"{what} {(end <= now ? "expired" : "expires")} at {end:yyyy-MM-dd HH:mm} UTC."), advice);

    // A node writes the times of its tasks: one from the future shows a clock that is ahead. One that is behind can't be told from rest.
    private static IEnumerable<Finding> Clocks(CheckedSwarm swarm, IReadOnlyList<NodeRow> nodes)
    {
        if (swarm.EngineTime is { } time && (time - swarm.Now).Duration() > ClockTolerance)
            yield return Warning("clock-here", Text($"The clocks of the engine and of this machine are {(time - swarm.Now).Duration().TotalSeconds:0} s apart."), "Set both by NTP.");
        var now = swarm.EngineTime ?? swarm.Now;
        foreach (var task in swarm.Tasks.Where(t => t.Status?.Timestamp - now > ClockTolerance).GroupBy(t => t.NodeID))
            yield return Warning("clock-node", $"The clock of {nodes.FirstOrDefault(n => n.Id == task.Key)?.Name ?? task.Key} is ahead: a task there changed in the future.", "Set it by NTP.");
    }

    private static IEnumerable<Finding> Placement(CheckedSwarm swarm)
    {
        var usable = swarm.Nodes.Where(n => n.Status?.State == "ready" && n.Spec?.Availability == "active").ToList();
        var live = swarm.Services.Select(s => s.Spec?.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var service in HostMount.Specs(swarm))
        {
            var wanted = service.TaskTemplate?.Placement?.Constraints;
            if (wanted is not { Count: > 0 } || usable.Any(n => PlacementConstraint.NotMetBy(n, wanted).Count == 0)) continue;
            var deployed = live.Contains(service.Name) ? "" : " (not deployed yet)";
            yield return new Finding("placement", FindingSeverity.Error, $"No node that is ready and active is what {service.Name}{deployed} asks for: {string.Join(", ", wanted)}.", "LabelNode or ActivateNode one, or correct the placement in ioc.yaml.") { Services = [service.Name ?? ""] };
        }

        if (swarm.Fleet is null) yield return new Finding("fleet-unchecked", FindingSeverity.Note, "What is not deployed yet was not checked: there is no workspace here, or its iocs/site.yaml has errors.", "Run CheckSwarm in the workspace; CheckIocs names its errors.");
    }

    private static IEnumerable<Finding> Mounts(CheckedSwarm swarm, IReadOnlyList<NodeRow> nodes)
    {
        var mounts = HostMount.On(swarm, swarm.OwnNode);
        if (mounts.Count == 0) yield break;
        if (swarm.MissingFolders is not { } missing)
        {
            yield return Unchecked("mounts-unchecked", "Whether the engine's node has the folders that IOCs mount was not checked: they can't be seen from here.");
            yield break;
        }

        var name = nodes.FirstOrDefault(n => n.Id == swarm.OwnNode)?.Name ?? swarm.OwnNode;
        foreach (var source in mounts.Where(m => missing.Contains(m.Source)).GroupBy(m => m.Source, m => m.Service))
            yield return new Finding("mount-missing", FindingSeverity.Error, $"{name} has no {source.Key}, which {string.Join(", ", source)} may mount there.", MountAdvice) { Services = [.. source] };
    }

    private static IEnumerable<Finding> Images(CheckedSwarm swarm)
    {
        foreach (var missing in swarm.MissingImages ?? [])
            yield return new Finding("image-missing", FindingSeverity.Error, $"{missing.Node} has no image {missing.Image}, which {string.Join(", ", missing.Services)} may want there, and no registry gives it.", ImageAdvice) { Services = missing.Services };
        if (swarm.NodesUnasked.Count > 0) yield return new Finding("images-unchecked", FindingSeverity.Note, $"Which images {string.Join(", ", swarm.NodesUnasked)} have was not checked: their engines can't be asked from here.", "Say with --node-host how they are reached.");
    }

    // What a node lacks it says when it rejects a task.
    private static IEnumerable<Finding> Tasks(CheckedSwarm swarm, IReadOnlyList<NodeRow> nodes)
    {
        var services = swarm.Services.ToDictionary(s => s.ID, StringComparer.Ordinal);
        var rejected = swarm.Tasks.Where(t => t.Status?.State is TaskState.Rejected && services.TryGetValue(t.ServiceID ?? "", out var s) && !(t.Status.Timestamp < s.UpdatedAt));
        foreach (var group in rejected.GroupBy(t => (t.ServiceID, t.NodeID)))
        {
            var error = group.OrderByDescending(t => t.Status!.Timestamp).First().Status!.Err ?? "";
            var where = $"{services[group.Key.ServiceID!].Spec?.Name} on {nodes.FirstOrDefault(n => n.Id == group.Key.NodeID)?.Name ?? group.Key.NodeID}: {error}";
            string[] about = [services[group.Key.ServiceID!].Spec?.Name ?? ""];
            if (error.Contains("bind source path does not exist", StringComparison.Ordinal))
                yield return new Finding("mount-missing", FindingSeverity.Error, where, MountAdvice) { Services = about };
            else if (error.Contains("No such image", StringComparison.OrdinalIgnoreCase))
                yield return new Finding("image-missing", FindingSeverity.Error, where, ImageAdvice) { Services = about };
        }
    }

    private static Finding Warning(string code, string what, string advice) => new(code, FindingSeverity.Warning, what, advice);

    private static Finding Unchecked(string code, string what) => new(code, FindingSeverity.Note, what, "Run CheckSwarm on the machine of the engine.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
