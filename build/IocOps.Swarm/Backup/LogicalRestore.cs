using IocOps.Core.Backup;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Backup;

/// <summary>Deploys what a copy says to a swarm that there is, through the ordinary plan.</summary>
/// <param name="swarm">A manager of that swarm.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="consent">Whether to ask.</param>
/// <param name="deployment">How to deploy.</param>
public sealed class LogicalRestore(ISwarm swarm, Output output, Consent consent, DeploymentOptions deployment)
{
    /// <summary>Plans, shows, asks, applies, and watches, stack by stack.</summary>
    /// <param name="content">Of a verified archive.</param>
    /// <param name="json">Show plans as JSON.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="Core.ProblemException">Something is missing in the swarm: secrets, external networks. Nothing was done.</exception>
    public async Task RunAsync(BackupContent content, bool json, CancellationToken cancel)
    {
        var stacks = LogicalStacks.Of(content.Logical);
        if (stacks.LeftOut.Count > 0) output.Note($"Left out, as IocOps did not deploy them: {string.Join(", ", stacks.LeftOut)}");
        if (stacks.Swarms.Count == 0) throw new SelectionException("There is nothing in this copy that IocOps deployed, and so nothing to deploy: whoever deployed its services does that again, or RestoreSwarm without --logical brings back the whole swarm.");
        var work = new FleetDeployment(swarm, output, deployment) { Confirm = Ask };
        var plans = new List<(DesiredSwarm Desired, Plan Plan)>();
        // All of them first: what is missing for one shall be known before another is deployed.
        foreach (var desired in stacks.Swarms) plans.Add((desired, (await work.PlanAsync(desired, PlanScope.Everything(), cancel)).Plan));
        foreach (var (desired, plan) in plans)
        {
            if (consent.DryRun) PlanView.Show(plan, json, output);
            else await work.RunAsync(desired, PlanScope.Everything(), cancel);
        }

        foreach (var line in Labels(content.Logical)) output.Note(line);
    }

    private void Ask(Plan plan)
    {
        var changes = plan.Changes.Count(c => c.Kind != ChangeKind.Unchanged);
        output.Note($"  stack {plan.StackName}: {changes} services, {plan.NewConfigs.Count} configs and {plan.NewNetworks.Count} networks of the copy are deployed.");
        output.Note("  Where the old swarm still runs, the same IOCs would run twice.");
        Question.Ask(output, "Deploy?", consent.Yes);
    }

    /// <summary>Nodes of another swarm are other nodes: their labels are for a person to give.</summary>
    private static IEnumerable<string> Labels(LogicalCopy copy)
    {
        var labelled = copy.Nodes.Select(n => (Name: n?["Description"]?["Hostname"]?.ToString() ?? "", Labels: n?["Spec"]?["Labels"] as System.Text.Json.Nodes.JsonObject))
            .Where(n => n.Labels is { Count: > 0 }).OrderBy(n => n.Name, StringComparer.Ordinal).ToList();
        if (labelled.Count > 0) yield return "Labels that the nodes of the copy had:";
        foreach (var (name, labels) in labelled) yield return $"  LabelNode --node {name} --add {string.Join(' ', labels!.Select(l => ShellWords.Quote($"{l.Key}={l.Value}")))}";
    }
}
