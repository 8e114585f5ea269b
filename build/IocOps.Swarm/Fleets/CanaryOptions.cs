using System.Globalization;
using IocOps.Core;
using IocOps.Core.Planning;

namespace IocOps.Swarm.Fleets;

/// <summary>Which IOCs a deployment changes first, and how long they have to run before the others follow.</summary>
/// <param name="Count">So many IOCs; 0 where they are named.</param>
/// <param name="Names">Of IOCs; empty where there is only a number.</param>
/// <param name="Pause">Between the first ones' success and the others.</param>
public sealed record CanaryOptions(int Count, IReadOnlyList<string> Names, TimeSpan Pause)
{
    /// <summary>The stack is locked meanwhile: nobody else can restart an IOC in it.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>Reads what the command line says.</summary>
    /// <param name="canary">A number, or names of IOCs; null for no canaries.</param>
    /// <param name="pause">A length of time; null for none.</param>
    /// <returns>Null for no canaries.</returns>
    /// <exception cref="SelectionException">It is something else.</exception>
    public static CanaryOptions? Parse(IReadOnlyList<string>? canary, string? pause)
    {
        if (canary is null) return pause is null ? null : throw new SelectionException("--pause is the time between the canaries and the others: say with --canary how many IOCs, or which, go first.");
        var time = pause is null ? TimeSpan.Zero : Duration.Parse(pause) ?? throw new SelectionException($"--pause '{pause}' is no length of time: 30s, 10m, 2h, 1h30m.");
        if (time > LongestPause) throw new SelectionException($"--pause '{pause}' is too long: nobody else can change the stack meanwhile. At most 1d.");
        if (canary is not [var only] || !int.TryParse(only, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            return canary.Count > 0 ? new(0, [.. canary.Distinct(StringComparer.Ordinal)], time) : throw new SelectionException(Wanted);
        return count > 0 ? new(count, [], time) : throw new SelectionException(Wanted);
    }

    /// <summary>Says in a plan who goes first.</summary>
    /// <param name="plan">All of it.</param>
    /// <param name="note">Told of what can't be a canary.</param>
    /// <exception cref="SelectionException">A named IOC is not in the plan, or none of them is started anew by it while others are.</exception>
    public Plan Choose(Plan plan, Action<string>? note = null)
    {
        var candidates = Canaries.Candidates(plan);
        if (candidates.Count == 0 && plan.Changes.Any(c => c.Kind != ChangeKind.Unchanged)) note?.Invoke("No canaries: none of the changes starts an IOC anew.");
        if (Names.Count == 0) return Canaries.Marked(plan, [.. candidates.Take(Count)]);
        var known = plan.Changes.Where(c => c.Owner.Kind == OwnerKind.Ioc).Select(c => c.Owner.Name).ToHashSet(StringComparer.Ordinal);
        var unknown = Names.Where(n => !known.Contains(n)).ToList();
        if (unknown.Count > 0) throw new SelectionException(string.Join('\n', unknown.Select(n => $"--canary: '{n}' is none of the IOCs that are deployed here{Nearest.Sentence(n, known)}")));
        var (can, cannot) = (Names.Where(candidates.Contains).ToList(), Names.Where(n => !candidates.Contains(n)).ToList());
        if (can.Count == 0 && candidates.Count > 0)
            throw new SelectionException($"This deploy does not start {string.Join(", ", cannot)} anew, so that there would be no canary for the {candidates.Count} that it does; name one of these: {string.Join(", ", candidates.Take(5))}{(candidates.Count > 5 ? ", …" : "")}");
        if (can.Count > 0 && cannot.Count > 0) note?.Invoke($"No canary, as this deploy does not start it anew: {string.Join(", ", cannot)}");
        return Canaries.Marked(plan, can);
    }

    private const string Wanted = "--canary takes a number of IOCs, 1 or more, or their names.";
}
