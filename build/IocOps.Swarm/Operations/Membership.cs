using Docker.DotNet.Models;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>How nodes get in: what a new node has to be told.</summary>
/// <param name="Role">As what it joins.</param>
/// <param name="Token">A secret: who has it can join.</param>
/// <param name="Addresses">Of managers that are reachable, leader first: <c>10.0.0.1:2377</c>.</param>
public sealed record JoinInvitation(JoinRole Role, string Token, IReadOnlyList<string> Addresses);

/// <summary>Makes a swarm, and brings nodes into it.</summary>
/// <param name="admin">The engine that it is about.</param>
/// <param name="output">Where to show and ask.</param>
/// <param name="consent">Whether to ask.</param>
public sealed class Membership(ISwarmAdmin admin, Output output, Consent consent)
{
    /// <summary>As the docker command: all addresses, Swarm's port.</summary>
    private const string AnyAddress = "0.0.0.0:2377";

    private const string TokenBegin = "SWMTKN-";

    /// <summary>How the token is given.</summary>
    public static readonly SecretText Token = new("join token", "JOIN_TOKEN", "--join-token-file", "ShowTokens on a manager shows it.");

    /// <summary>What nodes of each role have to be told; a new token first where one is asked for.</summary>
    public async Task<IReadOnlyList<JoinInvitation>> InvitationsAsync(ISwarm swarm, JoinRole? rotate, CancellationToken cancel)
    {
        await swarm.RequireManagerAsync(cancel);
        if (rotate is { } role) await RotateAsync(role, cancel);
        var tokens = (await admin.InspectSwarmAsync(cancel)).JoinTokens;
        var addresses = (await swarm.ListNodesAsync(cancel)).Where(n => n.ManagerStatus?.Reachability == "reachable" && !string.IsNullOrEmpty(n.ManagerStatus.Addr))
            .OrderByDescending(n => n.ManagerStatus!.Leader == true).ThenBy(n => n.ManagerStatus!.Addr, StringComparer.Ordinal).Select(n => n.ManagerStatus!.Addr!).ToList();
        return [new(JoinRole.Worker, tokens.Worker!, addresses), new(JoinRole.Manager, tokens.Manager!, addresses)];
    }

    /// <summary>Makes the engine the first manager of a new swarm.</summary>
    /// <exception cref="SelectionException">It is in a swarm already; nothing was done.</exception>
    /// <param name="addresses">Of this node: to advertise, to listen; null for the engine's choice.</param>
    /// <param name="autolock">Managers are locked after a start of their engine, until they get the key that is shown here.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task InitAsync((string? Advertise, string? Listen) addresses, bool autolock, CancellationToken cancel)
    {
        var name = await RequireAloneAsync(cancel);
        var at = addresses.Advertise is null ? "" : $", at {addresses.Advertise} for the others";
        if (!consent.Agreed(output, [$"{name} becomes the first manager of a new swarm{at}{(autolock ? ", locked after each start of its engine" : "")}."], "Make it?")) return;
        try
        {
            var wanted = new SwarmInitParameters
            {
                AdvertiseAddr = addresses.Advertise ?? "",
                ListenAddr = addresses.Listen ?? AnyAddress,
                AutoLockManagers = autolock,
                Spec = autolock ? new Spec { EncryptionConfig = new EncryptionConfig { AutoLockManagers = true } } : null!,
            };
            await output.ChangeAsync($"{name}: becomes the first manager of a new swarm{at}", () => admin.InitAsync(wanted, cancel));
        }
        catch (SwarmException e) when (e.Message.Contains("could not choose an IP address", StringComparison.Ordinal))
        {
            // The engine names two of them, however many there are.
            throw new SelectionException(OwnAddresses.Of(name) is { Count: > 1 } all
                ? $"{name} has several addresses, and no swarm was made. Say at which the other nodes reach it, by address or interface: {string.Join(", ", all.Select(a => $"--advertise-addr {a.Address} ({a.Interface})"))}."
                : $"{name} has several addresses, and no swarm was made. Say with --advertise-addr at which the other nodes reach it. {e.Message}");
        }

        output.Note($"{name} is the manager of a new swarm. ShowTokens says how others join.");
        if (!autolock) return;
        output.Note("Keep this key where the swarm is not: after a start of its engine a manager is locked until it gets it.");
        output.Data(await admin.UnlockKeyAsync(cancel));
    }

    /// <summary>Brings the engine into a swarm, and looks whether it is in as what it shall be.</summary>
    /// <param name="role">As what; the token decides, this is checked.</param>
    /// <param name="manager">Address of a manager, with or without a port.</param>
    /// <param name="token">From <c>ShowTokens</c> there; never shown.</param>
    /// <param name="addresses">Of this node: to advertise, to listen; null for the engine's choice.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="SelectionException">It is in a swarm already, or the token is none; nothing was done.</exception>
    public async Task JoinAsync(JoinRole role, string manager, string token, (string? Advertise, string? Listen) addresses, CancellationToken cancel)
    {
        if (!token.StartsWith(TokenBegin, StringComparison.Ordinal) || token.Any(char.IsWhiteSpace))
            throw new SelectionException($"What was given as the join token is none: it begins with {TokenBegin} and has no spaces. ShowTokens on a manager shows it.");
        var name = await RequireAloneAsync(cancel);
        var remote = manager.Contains(':', StringComparison.Ordinal) ? manager : $"{manager}:2377";
        if (!consent.Agreed(output, [$"{name} joins the swarm of {remote} as a {Word(role)}."], "Join?")) return;
        var wanted = new SwarmJoinParameters
        {
            RemoteAddrs = [remote],
            JoinToken = token,
            AdvertiseAddr = addresses.Advertise ?? "",
            ListenAddr = addresses.Listen ?? AnyAddress,
        };
        await output.ChangeAsync($"{name}: joins the swarm of {remote} as a {Word(role)}", () => JoinAsync(wanted, remote, cancel));
        var isManager = (await admin.InfoAsync(cancel)).Swarm?.ControlAvailable == true;
        if (isManager != (role == JoinRole.Manager))
            throw new SwarmException($"{name} is in the swarm, but as a {(isManager ? "manager" : "worker")}: the token was that of the other role. {(isManager ? "DemoteNode" : "PromoteNode")} on a manager changes that.");
        output.Note($"{name} is a {Word(role)} of the swarm of {remote}.");
    }

    private async Task JoinAsync(SwarmJoinParameters wanted, string remote, CancellationToken cancel)
    {
        try
        {
            await admin.JoinAsync(wanted, cancel);
        }
        catch (SwarmException e) when (e.Message.Contains("valid join token", StringComparison.OrdinalIgnoreCase))
        {
            throw new SwarmException($"{remote} does not take this join token: it is that of another swarm, or a new one was made since. ShowTokens on a manager there shows the one of now.", e);
        }
    }

    private async Task RotateAsync(JoinRole role, CancellationToken cancel)
    {
        if (!consent.Agreed(output, [$"The {Word(role)} token of now lets nobody in any more; nodes that are in stay."], $"Make a new {Word(role)} token?")) return;
        var before = TokenOf(await admin.InspectSwarmAsync(cancel), role);
        await output.ChangeAsync($"a new {Word(role)} token", async () =>
        {
            await admin.RotateTokenAsync(role, cancel);
            // An engine that does not know the query says 200 and does nothing.
            if (TokenOf(await admin.InspectSwarmAsync(cancel), role) == before) throw new SwarmException($"The engine did not make a new {Word(role)} token.");
        });
        output.Note($"There is a new {Word(role)} token.");
    }

    private async Task<string> RequireAloneAsync(CancellationToken cancel)
    {
        var info = await admin.InfoAsync(cancel);
        var state = info.Swarm?.LocalNodeState;
        if (state is null or "" or "inactive") return info.Name;
        throw new SelectionException($"{info.Name} is in a swarm already (its state is {state}); LeaveSwarm takes it out.");
    }

    private static string? TokenOf(SwarmInspectResponse swarm, JoinRole role) => role == JoinRole.Manager ? swarm.JoinTokens.Manager : swarm.JoinTokens.Worker;

    private static string Word(JoinRole role) => role.ToString().ToLowerInvariant();
}
