using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

// What the swarm does.
sealed partial class Build
{
    Target ShowDigest => _ => _
        .Description("Shows every IOC in a line: what its folder holds, since when and where it runs, and what is wrong; also services without a folder")
        .After(LabUp, DeployGlobal, DeployAllIocs, DeployIocs)
        .Executes(() => Run(async cancel =>
        {
            using var swarm = Swarm();
            var rows = await FleetDigest.ReadAsync(Files, swarm, cancel);
            if (IsJson)
            {
                Out.Data(DigestView.Json(rows));
                return;
            }

            Out.Data(DigestView.Table(rows, DateTime.UtcNow));
            Out.Note(DigestView.Summary(rows));
        }));
}
