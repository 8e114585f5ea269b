using System.Reflection;

namespace IocOps.Swarm.Views;

/// <summary>How this program is called, for messages that say what to type.</summary>
public static class CommandName
{
    /// <summary><c>./build.sh</c> in the repository of IocOps, <c>iocops</c> elsewhere: the entry assembly's metadata <c>Command</c>.</summary>
    public static string Value { get; } =
        Assembly.GetEntryAssembly()?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "Command")?.Value ?? "./build.sh";
}
