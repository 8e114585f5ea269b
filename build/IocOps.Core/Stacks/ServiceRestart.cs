using System.Globalization;
using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The old key <c>restart</c> of a service, used where there is no <c>deploy.restart_policy</c>.</summary>
internal static class ServiceRestart
{
    public static SwarmRestartPolicy? Read(YamlFields service)
    {
        if (service.Text("restart") is not { } text) return null;
        switch (text)
        {
            case "always" or "unless-stopped":
                return new SwarmRestartPolicy { Condition = "any" };
            case "on-failure":
                return new SwarmRestartPolicy { Condition = "on-failure" };
            case "no" or "false":
                // Docker posts no policy for it, and Swarm's own is to restart always: the opposite.
                service.Fail("restart", StackCodes.Syntax, $"Swarm ignores '{service.Path("restart")}: {text}' and restarts always; write 'deploy: {{restart_policy: {{condition: none}}}}'");
                return null;
            case { } when text.StartsWith("on-failure:", StringComparison.Ordinal) && ulong.TryParse(text[11..], NumberStyles.None, CultureInfo.InvariantCulture, out var attempts):
                return new SwarmRestartPolicy { Condition = "on-failure", MaxAttempts = attempts == 0 ? null : attempts };
            default:
                service.Fail("restart", StackCodes.Syntax, $"{service.Path("restart")} must be always, unless-stopped, on-failure or on-failure:N; this is '{text}'. Better write deploy.restart_policy");
                return null;
        }
    }
}
