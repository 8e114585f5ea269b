using IocOps.Core.Planning;

// Services beside the IOCs: a gateway, an archiver, a client on every node.
sealed partial class Build
{
    [Parameter("Services to work on, by folder name below iocs/_services (RemoveServices: iocs/_global too); all of them where it is left out", ValueProviderMember = nameof(KnownServices))]
    readonly string[]? ServiceList = null;

    [Category("Plan and deploy")]
    Target DeployServices => _ => _
        .Description("Brings the services of iocs/_services (or those of --service-list) to their stack files; IOCs and global services stay as they are")
        .After(LabUp, DeployGlobal)
        .DependsOn(GenServiceFile)
        .Executes(() => Deploy(PlanScope.Services(ServiceList, Prune), () => Generation.RenderServices(ServiceList, BaseImage)));

    [Category("Plan and deploy")]
    Target RemoveServices => _ => _
        .Description("Removes the services of --service-list from the swarm, global ones and orphans too, after a question; volumes stay")
        .Requires(() => ServiceList)
        .Executes(() => Remove(PlanScope.RemoveServices(ServiceList ?? []), Files.Source.Services.Select(s => s.Name)));

    static IEnumerable<string> KnownServices =>
        Directory.Exists(RootDirectory / "iocs" / "_services")
            ? Directory.EnumerateDirectories(RootDirectory / "iocs" / "_services").Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)
            : [];
}
