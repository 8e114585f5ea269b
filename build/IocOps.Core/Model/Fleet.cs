namespace IocOps.Core.Model;

/// <summary>The whole workspace, parsed and checked.</summary>
/// <param name="Site">Null where <c>site.yaml</c> has errors.</param>
/// <param name="Members">One per folder, in ordinal order of names.</param>
/// <param name="Problems">Of the site and of every member, in the order of file, line and column.</param>
public sealed record Fleet(Site? Site, IReadOnlyList<FleetMember> Members, IReadOnlyList<Problem> Problems)
{
    /// <summary>The IOCs that can be generated and deployed.</summary>
    public IEnumerable<Ioc> Iocs => Members.Select(m => m.Ioc).OfType<Ioc>();

    /// <summary>True where nothing may be written or deployed.</summary>
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}

/// <summary>One folder of the fleet: an IOC, or the reasons why it is none.</summary>
/// <param name="Name">Of the folder.</param>
/// <param name="Ioc">Null where there are errors.</param>
/// <param name="Problems">Of this folder alone.</param>
public sealed record FleetMember(string Name, Ioc? Ioc, IReadOnlyList<Problem> Problems)
{
    /// <summary>
    /// What the checks look at: the IOC also where its only error is that no PV was found for the health check, because the reason is then
    /// a mistake in a database, which the checks tell. Never generated or deployed.
    /// </summary>
    public Ioc? Draft { get; init; } = Ioc;

    /// <summary>What could be read, whatever is wrong with it; null where ioc.yaml is missing or no YAML. Good for names of files alone.</summary>
    internal Ioc? Reading { get; init; } = Ioc;

    /// <summary>False where ioc.yaml is missing or no YAML.</summary>
    public bool IsReadable => Reading is not null;
}
