using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>
/// What an engine does not know of a service specification because it is too old. It drops such fields without a word (moby,
/// api/server/router/swarm, adjustForAPIVersion), and the service would look changed for ever.
/// </summary>
/// <param name="api">The version that was agreed on with the engine; null where it is not known, and nothing is left out.</param>
internal sealed class EngineLimits(System.Version? api)
{
    private static readonly Field[] Fields =
    [
        new("healthcheck.start_interval", new(1, 44), "25.0", c => c.Healthcheck?.StartInterval is { } time && time != TimeSpan.Zero, c => c.Healthcheck!.StartInterval = null),
        new("oom_score_adj", new(1, 46), "27.0", c => c.OomScoreAdj is not (null or 0), c => c.OomScoreAdj = null),
    ];

    private readonly SortedDictionary<string, List<string>> _dropped = new(StringComparer.Ordinal);

    /// <summary>A warning per field that was left out, with who has it.</summary>
    public IEnumerable<string> Warnings => _dropped.Select(d =>
    {
        var known = Fields.First(f => f.Path == d.Key);
        var some = string.Join(", ", d.Value.Order(StringComparer.Ordinal).Take(3)) + (d.Value.Count > 3 ? $" and {d.Value.Count - 3} more" : "");
        return $"{known.Path} is left out, as the engine of the swarm does not know it (it speaks API {api}); Docker Engine {known.Engine} (API {known.Api}) does. It is in {some}";
    });

    /// <summary>The specification without what the engine does not know.</summary>
    public ServiceSpec Fit(StackService service)
    {
        var spec = service.Spec;
        foreach (var field in Fields.Where(f => api < f.Api && spec.TaskTemplate?.ContainerSpec is { } container && f.IsIn(container)))
        {
            if (!_dropped.TryGetValue(field.Path, out var names)) _dropped[field.Path] = names = [];
            names.Add(service.Name);
            if (spec == service.Spec) spec = SpecCopy.Of(spec);
            field.Drop(spec.TaskTemplate!.ContainerSpec!);
        }

        return spec;
    }

    private sealed record Field(string Path, System.Version Api, string Engine, Func<ContainerSpec, bool> IsIn, Action<ContainerSpec> Drop);
}
