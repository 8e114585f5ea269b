using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Views;

/// <summary>How to join, for people and for programs. Shows the tokens: that is what it is for.</summary>
public static class TokensView
{
    /// <summary>Whole commands, to paste on the new node.</summary>
    public static void Show(IReadOnlyList<JoinInvitation> invitations, bool json, Output output)
    {
        if (json)
        {
            output.Data(JsonStyle.Array(invitations, (writer, one) =>
            {
                writer.WriteString("role", JsonStyle.Name(one.Role));
                writer.WriteString("token", one.Token);
                JsonStyle.Strings(writer, "managerAddresses", one.Addresses);
                writer.WriteString("command", Command(one));
                writer.WriteString("dockerCommand", DockerCommand(one));
            }));
            return;
        }

        foreach (var one in invitations)
        {
            output.Data($"To join as a {JsonStyle.Name(one.Role)}, on the new node:");
            output.Data($"  {Command(one)}");
            output.Data($"  or: {DockerCommand(one)}");
        }
    }

    /// <summary>The key that unlocks managers.</summary>
    public static void ShowKey(string key, bool json, Output output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Data(json ? JsonStyle.Object(writer => writer.WriteString("unlockKey", key)) : key);
    }

    private static string Address(JoinInvitation one) => one.Addresses.Count > 0 ? one.Addresses[0] : "MANAGER:2377";

    private static string Command(JoinInvitation one) => $"JOIN_TOKEN={one.Token} {CommandName.Value} JoinSwarm --role {JsonStyle.Name(one.Role)} --manager-addr {Address(one)}";

    private static string DockerCommand(JoinInvitation one) => $"docker swarm join --token {one.Token} {Address(one)}";
}
