namespace IocOps.Core.Planning;

/// <summary>Which owners a run is about, and what it may do to them. Everything else in the swarm stays as it is.</summary>
/// <param name="Kinds">Kinds of owners that are meant.</param>
/// <param name="Names">Of the owners; null for all of these kinds.</param>
/// <param name="Remove">True: take the selected owners' services away instead of bringing them to their stack file.</param>
/// <param name="Prune">True: also remove the orphans among the selected owners; else they are only listed.</param>
public sealed record PlanScope(IReadOnlyList<OwnerKind> Kinds, IReadOnlySet<string>? Names, bool Remove, bool Prune)
{
    /// <summary>Bring every IOC to its stack file; with <paramref name="prune"/> remove those whose folder is gone.</summary>
    public static PlanScope AllIocs(bool prune = false) => new([OwnerKind.Ioc], null, false, prune);

    /// <summary>Bring some IOCs to their stack files; with <paramref name="prune"/> remove their own services that no file has any more.</summary>
    public static PlanScope Iocs(IEnumerable<string> names, bool prune = false) =>
        new([OwnerKind.Ioc], names.ToHashSet(StringComparer.Ordinal), false, prune);

    /// <summary>Bring services that are neither IOCs nor global to their stack files.</summary>
    /// <param name="names">Of their folders; null for all.</param>
    /// <param name="prune">Also remove those whose folder is gone; of named ones, what no file has any more.</param>
    public static PlanScope Services(IEnumerable<string>? names, bool prune = false) =>
        new([OwnerKind.Service], names?.ToHashSet(StringComparer.Ordinal), false, prune);

    /// <summary>Remove some services that are no IOCs, global ones too, whether their folders still exist or not.</summary>
    public static PlanScope RemoveServices(IEnumerable<string> names) =>
        new([OwnerKind.Service, OwnerKind.Global], names.ToHashSet(StringComparer.Ordinal), true, false);

    /// <summary>Bring the global services to their stack file.</summary>
    public static PlanScope Global(bool prune = false) => new([OwnerKind.Global], null, false, prune);

    /// <summary>Bring everything of the site to its stack files.</summary>
    public static PlanScope Everything(bool prune = false) => new(Enum.GetValues<OwnerKind>(), null, false, prune);

    /// <summary>The same without the global services, of a site that says nothing of them.</summary>
    public static PlanScope AllButGlobal(bool prune = false) => new([OwnerKind.Ioc, OwnerKind.Service], null, false, prune);

    /// <summary>Remove the services of some IOCs, whether their folders still exist or not.</summary>
    public static PlanScope RemoveIocs(IEnumerable<string> names) => Iocs(names) with { Remove = true };

    /// <summary>Remove every service of the stack, also those that nobody's label claims, and the networks of the stack.</summary>
    public static PlanScope RemoveAll() => Everything() with { Remove = true };

    /// <summary>Whether nothing of the stack stays.</summary>
    public bool RemovesAll => Remove && Names is null && Kinds.Count == Enum.GetValues<OwnerKind>().Length;

    /// <summary>Whether an owner is meant.</summary>
    public bool Selects(Owner owner) => Kinds.Contains(owner.Kind) && Names?.Contains(owner.Name) != false;
}
