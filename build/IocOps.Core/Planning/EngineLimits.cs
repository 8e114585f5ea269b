using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>
/// What an engine does not know of a service specification because it is too old. Some fields it drops without a word (moby,
/// api/server/router/swarm, adjustForAPIVersion), and the service would look changed for ever: those are left out. Without others the
/// service would have other files than it should, or the engine refuses it: those are refused.
/// </summary>
/// <param name="api">The version that was agreed on with the engine; null where it is not known, and nothing is left out.</param>
internal sealed class EngineLimits(System.Version? api)
{
    private static readonly Field[] Fields =
    [
        new("healthcheck.start_interval", new(1, 44), "25.0", c => c.Healthcheck?.StartInterval is { } time && time != TimeSpan.Zero, c => c.Healthcheck!.StartInterval = null),
        new("oom_score_adj", new(1, 46), "27.0", c => c.OomScoreAdj is not (null or 0), c => c.OomScoreAdj = null),
        new("a volume of the type cluster", new(1, 42), "23.0", c => HasMount(c, m => m.Type == "cluster"), null),
        new("volume.subpath", new(1, 45), "26.0", c => HasMount(c, m => m.VolumeOptions?.Subpath is { Length: > 0 }), null),
        new("a volume of the type image", new(1, 48), "28.0", c => HasMount(c, m => m.Type == "image"), null),
    ];

    private readonly SortedDictionary<string, List<string>> _dropped = new(StringComparer.Ordinal);

    /// <summary>A warning per field that was left out, with who has it.</summary>
    public IEnumerable<string> Warnings => _dropped.Select(d =>
    {
        var some = string.Join(", ", d.Value.Order(StringComparer.Ordinal).Take(3)) + (d.Value.Count > 3 ? $" and {d.Value.Count - 3} more" : "");
        return $"{d.Key} is left out, as {Lack(Fields.First(f => f.Path == d.Key))}. It is in {some}";
    });

    /// <summary>Why the engine can't have the service at all; null where it can.</summary>
    public string? Refusal(StackService service) =>
        Missing(service.Spec).FirstOrDefault(f => f.Drop is null) is { } field ? $"{service.Name} has {field.Path}, and {Lack(field)}; remove it, or deploy when all managers and nodes run that" : null;

    /// <summary>The specification without what the engine does not know.</summary>
    public ServiceSpec Fit(StackService service)
    {
        var spec = service.Spec;
        foreach (var field in Missing(spec).Where(f => f.Drop is not null))
        {
            if (!_dropped.TryGetValue(field.Path, out var names)) _dropped[field.Path] = names = [];
            names.Add(service.Name);
            if (spec == service.Spec) spec = SpecCopy.Of(spec);
            field.Drop!(spec.TaskTemplate!.ContainerSpec!);
        }

        return spec;
    }

    private IEnumerable<Field> Missing(ServiceSpec spec) => Fields.Where(f => api < f.Api && spec.TaskTemplate?.ContainerSpec is { } container && f.IsIn(container));

    private string Lack(Field field) => $"the engine of the swarm does not know it (it speaks API {api}); Docker Engine {field.Engine} (API {field.Api}) does";

    private static bool HasMount(ContainerSpec container, Func<Mount, bool> condition) => container.Mounts?.Any(condition) == true;

    // Drop takes the field away; without it the field can't be left out.
    private sealed record Field(string Path, System.Version Api, string Engine, Func<ContainerSpec, bool> IsIn, Action<ContainerSpec>? Drop);
}
