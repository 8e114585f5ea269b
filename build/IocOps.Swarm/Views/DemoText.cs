using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Views;

/// <summary>What to try after the demo.</summary>
public static class DemoText
{
    /// <summary>Says it.</summary>
    public static void Next(LabPaths lab, Output output)
    {
        var endpoint = lab.Endpoint(LabPaths.NodeName(1));
        output.Note($"""

            The sample fleet runs. To try next, from this folder:
              ./build.sh ShowPlan                        nothing to do: what runs is what the folders say
              edit iocs/li-vac-gauge/src/gauges.db, then
              ./build.sh ShowPlan                        one IOC will be updated, and these lines differ
              ./build.sh DeployAllIocs                   updates that IOC; the others are not touched
              ./build.sh ShowDigest --output json        for scripts
            For the docker command: export DOCKER_HOST={endpoint}
            Take it down: ./build.sh LabDown
            """);
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_HOST")))
            output.Note($"DOCKER_HOST is set here and wins over the lab: unset it, or say --docker-host {endpoint}");
    }
}
