using IocOps.Core.Backup;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Backup;

/// <summary>Reads what a swarm has, always with the same number of calls.</summary>
internal static class LogicalReader
{
    private static readonly (string Name, string Path)[] Parts =
        [("services", "services"), ("configs", "configs"), ("nodes", "nodes"), ("secrets", "secrets"), ("swarm", "swarm"), ("networks", "networks")];

    /// <summary>Networks that every engine has and the list hides.</summary>
    private static readonly string[] Predefined = ["host", "bridge"];

    public static async Task<LogicalCopy> ReadAsync(ISwarmAdmin admin, CancellationToken cancel)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, path) in Parts) answers[name] = await admin.ReadJsonAsync(path, cancel);
        foreach (var name in Predefined)
        {
            var network = await admin.ReadJsonAsync($"networks/{name}?scope=swarm", cancel);
            answers["networks"] = $"{answers["networks"].TrimEnd()[..^1]}{(answers["networks"].Trim() == "[]" ? "" : ",")}{network}]";
        }

        return LogicalCopy.Of(answers);
    }
}
