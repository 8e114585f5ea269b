using System.Collections.Concurrent;

namespace IocOps.Swarm.Docker;

/// <summary>
/// The logins that the swarm is given with services, so that every node can pull their images (the docker command's
/// <c>--with-registry-auth</c>). Managers keep them in their encrypted state and show them to nobody.
/// </summary>
/// <param name="logins">Of this user.</param>
/// <param name="note">Told once per registry that its login goes along, or why it can't; never a secret.</param>
public sealed class PullLogins(RegistryLogins logins, Action<string> note)
{
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    /// <summary>The login for an image's registry; null where there is none. One that can't be found out is told, and does not stop the work.</summary>
    public async Task<RegistryLogin?> FindAsync(string image, CancellationToken cancel)
    {
        var server = RegistryLogins.ServerOf(image);
        try
        {
            var login = await logins.FindAsync(image, cancel);
            if (login is not null && _told.TryAdd(server, true))
                note($"The login of {(login.User.Length > 0 ? login.User : "this user")} at {server} goes to the swarm with services of its images, so that all nodes can pull (--with-registry-auth false sends none).");
            return login;
        }
        catch (SwarmException e)
        {
            if (_told.TryAdd(server, true)) note($"Warning: no login for {server} goes to the swarm, so that nodes pull with what it had before, or without: {e.Message}");
            return null;
        }
    }
}
