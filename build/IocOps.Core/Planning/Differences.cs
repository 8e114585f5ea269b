using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>Compares a wanted with a live specification, field by field.</summary>
/// <param name="networkName">Turns a network's id into its name.</param>
/// <param name="oldData">Data of a live config by its name; null where it is not known.</param>
/// <param name="newData">Data of a wanted config by its name; null where it is not ours.</param>
internal sealed class Differences(Func<string, string> networkName, Func<string, byte[]?> oldData, Func<string, ReadOnlyMemory<byte>?> newData)
{
    /// <summary>What differs in ordinal order of paths, and whether any of it is in the task template.</summary>
    public (IReadOnlyList<FieldDifference> Fields, bool InTask) Of(ServiceSpec live, ServiceSpec wanted)
    {
        var before = SpecFields.Of(live, networkName);
        var after = SpecFields.Of(wanted, networkName);
        var result = new List<FieldDifference>();
        var inTask = false;
        foreach (var path in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            var had = before.TryGetValue(path, out var b);
            var has = after.TryGetValue(path, out var a);
            if (had && has && b.Text == a.Text) continue;
            inTask |= (had && b.InTask) || (has && a.InTask);
            result.Add(Difference(path, had ? b.Text : null, has ? a.Text : null));
        }

        return (Drift.Told(result, live, wanted, networkName), inTask);
    }

    private FieldDifference Difference(string path, string? before, string? after)
    {
        var difference = new FieldDifference(path, before is null ? null : ShownFields.Text(path, before), after is null ? null : ShownFields.Text(path, after));
        if (!path.StartsWith("configs[", StringComparison.Ordinal) || before is null || after is null) return difference;
        var (from, to) = (before.Split(' ')[0], after.Split(' ')[0]);
        if (from == to || oldData(from) is not { } old || newData(to) is not { } fresh) return difference;
        var (summary, lines) = LineDifference.Of(old, fresh);
        return difference with { Summary = summary, Lines = [.. lines.Select(SecretText.WithoutSecrets)] };
    }

    /// <summary>
    /// The wanted specification as it has to be posted over a live service: with its owner, with what IocOps noted on the live one, with
    /// its ForceUpdate, with the image's digest where the image did not change, and stopped where it is stopped; with a note of itself.
    /// </summary>
    public ServiceSpec Finish(ServiceSpec wanted, Owner owner, ServiceSpec? live)
    {
        var result = SpecCopy.Of(wanted);
        result.Labels[Owner.Label] = owner.ToString();
        if (live is not null) Keep(result, wanted, live);
        result.Labels[SpecMarks.Label] = SpecMarks.OfWritten(result, networkName).ToString();
        return result;
    }

    private static void Keep(ServiceSpec result, ServiceSpec wanted, ServiceSpec live)
    {
        foreach (var (key, value) in (live.Labels ?? new Dictionary<string, string>()).Where(l => l.Key.StartsWith(StackContext.OwnLabels, StringComparison.Ordinal)))
            result.Labels.TryAdd(key, value);
        // What is to be started later is what the stack file says now.
        if (Stopped.ReplicasOf(live) is not null && result.Mode?.Replicated is { } replicated) Stopped.Set(result, replicated.Replicas ?? 1);
        else result.Labels.Remove(Stopped.Label);
        result.TaskTemplate!.ForceUpdate = live.TaskTemplate?.ForceUpdate ?? 0;
        var written = result.TaskTemplate.ContainerSpec!.Image;
        var running = live.TaskTemplate?.ContainerSpec?.Image;
        var sameLabel = live.Labels?.TryGetValue(StackContext.ImageLabel, out var label) == true && label == wanted.Labels[StackContext.ImageLabel];
        if (sameLabel && running is not null && written is not null && running != written && ImageName.WithoutDigest(running) == written)
        {
            result.TaskTemplate.ContainerSpec.Image = running;
            result.TaskTemplate.Placement!.Platforms = live.TaskTemplate?.Placement?.Platforms;
        }
    }
}
