using IocOps.Swarm.Audit;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

// Who changed what, and when.
sealed partial class Build
{
    [Parameter("Where each change is written down; .nuke/audit/audit.jsonl where it is left out")]
    readonly AbsolutePath? AuditFile = null;

    [Parameter("Also send each change to syslog: local, unix:///path or udp://host:514")]
    readonly string? AuditSyslog = null;

    [Category("Look")]
    Target ShowAudit => _ => _
        .Description("Shows the changes that were made from this workspace: when, who, which target, what, and what came of it")
        .Executes(() => Run(() => AuditView.Show(AuditLog, LogArguments.Parse(false, Tail, Since, (Grep, DateTime.UtcNow)), IsJson, Out)));

    AuditFile AuditLog => new(AuditFile ?? RootDirectory / ".nuke" / "audit" / "audit.jsonl");

    AuditTrail Trail => _trail ??= new AuditTrail(AuditLog, AuditSyslog is null ? null : Syslog.Parse(AuditSyslog), Out.Note);
    AuditTrail? _trail;

    string _runningTarget = "";

    protected override void OnTargetRunning(string target) => _runningTarget = target;
}
