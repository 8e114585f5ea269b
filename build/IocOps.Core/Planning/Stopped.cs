using System.Globalization;
using Docker.DotNet.Models;

namespace IocOps.Core.Planning;

/// <summary>
/// Services that a person stopped. That is kept on the service itself, as a label and 0 replicas: every later run sees it, a deploy brings
/// changed files in and does not start it, and nothing of it is in the task template, so that stopping and starting change no container.
/// </summary>
public static class Stopped
{
    /// <summary>A service label, never a container label; its value is how many replicas to start with.</summary>
    public const string Label = "iocops.stopped";

    /// <summary>How many replicas a stopped service is to start with; null where it is not stopped (also where somebody scaled it up since).</summary>
    public static ulong? ReplicasOf(ServiceSpec? spec)
    {
        if (spec?.Mode?.Replicated is not { Replicas: 0 } || spec.Labels?.TryGetValue(Label, out var value) != true) return null;
        return ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var replicas) && replicas > 0 ? replicas : 1;
    }

    /// <summary>Makes a replicated service a stopped one.</summary>
    internal static void Set(ServiceSpec spec, ulong replicas)
    {
        spec.Labels[Label] = replicas.ToString(CultureInfo.InvariantCulture);
        spec.Mode = Replicated(0);
    }

    /// <summary>Makes a stopped service one that runs.</summary>
    internal static void Clear(ServiceSpec spec, ulong replicas)
    {
        spec.Labels.Remove(Label);
        spec.Mode = Replicated(replicas);
    }

    private static ServiceMode Replicated(ulong replicas) => new() { Replicated = new ReplicatedService { Replicas = replicas } };
}
