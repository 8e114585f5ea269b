using Docker.DotNet.Models;
using IocOps.Core.Projects;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Projects;

/// <summary>Copies save files from volume to volume, by a service that runs once and is gone afterwards, whatever happens.</summary>
/// <param name="swarm">The swarm.</param>
/// <param name="output">Is told.</param>
/// <param name="options">How long it may take.</param>
internal sealed class SaveVolumeWork(ISwarm swarm, Output output, DeploymentOptions options)
{
    private const int LogLines = 1000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(300);

    /// <summary>Copies.</summary>
    /// <param name="copy">What.</param>
    /// <param name="service">That does it.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="SwarmException">It was not done to the end; what was copied is whole.</exception>
    public async Task RunAsync(SaveVolumeCopy copy, ServiceSpec service, CancellationToken cancel)
    {
        await RemoveAsync(service.Name!, cancel);
        output.Note($"Copying save files from {copy.OldVolume.Source} to {copy.NewVolume.Source} on {copy.NodeName}…");
        var id = await swarm.CreateServiceAsync(service, cancel);
        try
        {
            var task = await EndAsync(id, cancel);
            var said = await swarm.TailLogAsync(id, LogLines, cancel);
            if (task?.Status?.State != TaskState.Complete) throw Failed(copy, task, said);
            Tell(copy, said);
        }
        finally
        {
            await swarm.RemoveServiceAsync(id, CancellationToken.None);
        }
    }

    private void Tell(SaveVolumeCopy copy, IReadOnlyList<string> said)
    {
        foreach (var kept in said.Where(l => l.StartsWith("kept ", StringComparison.Ordinal))) output.Note($"Warning: {kept[5..]} is in {copy.NewVolume.Source} already and was left as it is.");
        var copied = said.Count(l => l.StartsWith("copied ", StringComparison.Ordinal));
        output.Changed($"save files of {copy.From} copied from the volume {copy.OldVolume.Source} to {copy.NewVolume.Source} on {copy.NodeName}");
        output.Note($"Copied {copied} save files; those in {copy.OldVolume.Source} stay.");
    }

    private static SwarmException Failed(SaveVolumeCopy copy, TaskResponse? task, IReadOnlyList<string> said)
    {
        var why = task is null ? "it took too long" : string.IsNullOrEmpty(task.Status?.Err) ? $"its task is {task.Status?.State.ToString()!.ToLowerInvariant()}" : task.Status.Err;
        return new SwarmException($"The save files were not all copied from the volume {copy.OldVolume.Source} to {copy.NewVolume.Source} on {copy.NodeName}: {why}{(said.Count == 0 ? "" : $" ({said[^1]})")}. {copy.To} was not started, so that it does not begin without its values; those in {copy.OldVolume.Source} are as they were.");
    }

    // Null where it does not end in time.
    private async Task<TaskResponse?> EndAsync(string id, CancellationToken cancel)
    {
        for (var end = options.Clock.GetUtcNow() + options.WaitTimeout; options.Clock.GetUtcNow() < end;)
        {
            var tasks = await swarm.ListTasksAsync(cancel);
            if (tasks.FirstOrDefault(t => t.ServiceID == id && t.Status?.State > TaskState.Running) is { } ended) return ended;
            await Task.Delay(Tick, options.Clock, cancel);
        }

        return null;
    }

    // Of a run that was killed.
    private async Task RemoveAsync(string name, CancellationToken cancel)
    {
        var left = (await swarm.ListServicesAsync(cancel)).FirstOrDefault(s => s.Spec?.Name == name);
        if (left is not null) await swarm.RemoveServiceAsync(left.ID, cancel);
    }
}
