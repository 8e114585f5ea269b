using IocOps.Core.Backup;
using IocOps.Core.Operations;
using IocOps.Core.Stacks;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Backup;

/// <summary>Says what a person does about the nodes of a copy that were not brought back.</summary>
internal static class OtherNodes
{
    /// <summary>The commands, node by node, in their order.</summary>
    /// <param name="nodes">Of the copy.</param>
    /// <param name="here">Node id and address of the manager that there is now.</param>
    /// <param name="output">Where to say it.</param>
    public static void Say(IReadOnlyList<LeftNode> nodes, (string NodeId, string Address) here, Output output)
    {
        foreach (var (node, why) in nodes)
        {
            output.Note($"{node.Name} ({node.Role}){(why.Length == 0 ? "" : $": {why}")}. To bring it back:");
            output.Note($"  there: {CommandName.Value} LeaveSwarm --force --yes");
            if (node.Id != here.NodeId) output.Note($"  here:  {CommandName.Value} RemoveNode --node {node.Id} --force --yes");
            output.Note($"  there: JOIN_TOKEN=… {CommandName.Value} JoinSwarm --role {node.Role} --manager-addr {here.Address} --yes");
            if (node.Labels.Count > 0) output.Note($"  here:  {CommandName.Value} LabelNode --node {node.Name} --add {string.Join(' ', node.Labels.Select(l => ShellWords.Quote($"{l.Key}={l.Value}")))}");
            if (node.Availability == "drain") output.Note($"  here:  {CommandName.Value} DrainNode --node {node.Name} --yes");
        }

        if (nodes.Count > 0) output.Note("ShowTokens shows the tokens. Workers that know this address come back by themselves, as what they were.");
    }

    /// <summary>What is to be done where the swarm knows the manager at another address than its own.</summary>
    public static void SayStale(string name, string known, string now, Output output)
    {
        output.Note(StaleAddress.What(name, known, now));
        foreach (var (step, at) in StaleAddress.Steps(name, known).Select((s, i) => (s, i + 1))) output.Note($"  {at}. {step}");
    }
}
