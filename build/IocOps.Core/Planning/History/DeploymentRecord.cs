namespace IocOps.Core.Planning.History;

/// <summary>One deployment of one service.</summary>
/// <param name="Time">UTC; null where only the swarm could know.</param>
/// <param name="Action"><c>create</c>, <c>update</c>, <c>recreate</c>, <c>rollback</c>, or <c>other</c> for what IocOps did not do.</param>
/// <param name="Version">Twelve letters that stand for the specification that was deployed.</param>
public sealed record DeploymentRecord(DateTime? Time, string Action, string Version)
{
    /// <summary>Not done by IocOps, or by one that kept no history.</summary>
    public const string Other = "other";

    /// <summary><c>user@host</c>; empty where it is not known.</summary>
    public string By { get; init; } = "";

    /// <summary>Git commit of the workspace, with <c>+</c> where it was not as committed; empty where it is not known.</summary>
    public string Commit { get; init; } = "";

    /// <summary>Name of the config that keeps the specification, once another one took its place; null where none does (any more).</summary>
    public string? Kept { get; init; }
}
