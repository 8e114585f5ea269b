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

            The fleet runs. To try next, from this folder:
              {Typed("ShowPlan")}nothing to do: what runs is what the folders say
              edit a file in iocs/<name>/src/, then
              {Typed("ShowPlan")}one IOC will be updated, and these lines differ
              {Typed("DeployAllIocs")}updates that IOC; the others are not touched
              {Typed("ShowDigest --output json")}for scripts
            For the docker command: export DOCKER_HOST={endpoint}
            Take it down: {CommandName.Value} LabDown
            """);
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_HOST")))
            output.Note($"DOCKER_HOST is set here and wins over the lab: unset it, or say --docker-host {endpoint}");
    }

    private static string Typed(string arguments) => $"{CommandName.Value} {arguments}".PadRight(43);
}
