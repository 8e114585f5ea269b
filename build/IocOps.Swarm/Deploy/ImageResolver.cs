using Docker.DotNet.Models;
using IocOps.Core.Planning;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Deploy;

/// <summary>When to ask registries for digests (the docker command's <c>--resolve-image</c>).</summary>
public enum ResolveImage
{
    /// <summary>Never: every node takes the tag as it knows it.</summary>
    Never,

    /// <summary>For images that are new in a service.</summary>
    Changed,

    /// <summary>For every service: one whose tag has moved is updated, too.</summary>
    Always,
}

/// <summary>
/// Pins images to what the registry has now, so that all nodes run the same. Planning compares the image as written (its label), so a
/// pinned and an unpinned service are the same to it.
/// </summary>
public sealed class ImageResolver(ISwarm swarm, RegistryLogins logins)
{
    private const int AtOnce = 4;

    private readonly Dictionary<string, RegistryImage?> _known = new(StringComparer.Ordinal);

    /// <summary>Gives the plan with digests and platforms filled in (in the wanted specs themselves); each image is asked for once, also over several plans.</summary>
    /// <param name="plan">As planned.</param>
    /// <param name="mode">For which services.</param>
    /// <param name="warn">Told where a registry has no answer: the image is then deployed by its tag.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Plan> ResolveAsync(Plan plan, ResolveImage mode, Action<string> warn, CancellationToken cancel) =>
        Pinned(plan, mode, await FindAsync(plan, mode, warn, cancel));

    /// <summary>Asks for the images of a plan, each once; parameters as above.</summary>
    /// <returns>What the registries have, by the image as stack files write it; without those that they do not know.</returns>
    public async Task<IReadOnlyDictionary<string, RegistryImage>> FindAsync(Plan plan, ResolveImage mode, Action<string> warn, CancellationToken cancel)
    {
        var images = plan.Changes.Where(c => Wants(c, mode)).Select(Written).Distinct(StringComparer.Ordinal).ToList();
        var found = new Dictionary<string, RegistryImage>(StringComparer.Ordinal);
        using var free = new SemaphoreSlim(AtOnce);
        await Task.WhenAll(images.Select(AskAsync));
        return found;

        async Task AskAsync(string image)
        {
            await free.WaitAsync(cancel);
            try
            {
                if (await AnswerAsync(image, warn, cancel) is not { } answer) return;
                lock (found) found[image] = answer;
            }
            finally
            {
                free.Release();
            }
        }
    }

    /// <summary>The plan with what was found filled in (in the wanted specs themselves).</summary>
    public static Plan Pinned(Plan plan, ResolveImage mode, IReadOnlyDictionary<string, RegistryImage> found) => found.Count == 0
        ? plan
        : plan with { Changes = [.. plan.Changes.Select(c => Wants(c, mode) && found.TryGetValue(Written(c), out var image) ? Pin(c, image) : c)] };

    /// <summary>Of one image; asked once in the life of this object, and warned of once.</summary>
    private async Task<RegistryImage?> AnswerAsync(string image, Action<string> warn, CancellationToken cancel)
    {
        lock (_known)
            if (_known.TryGetValue(image, out var known)) return known;
        RegistryImage? answer = null;
        try
        {
            answer = await swarm.InspectImageAsync(image, await logins.FindAsync(image, cancel), cancel);
        }
        catch (SwarmException e)
        {
            lock (_known) warn($"The digest of {image} is not known, so each node takes what it has under that name: {e.Message}");
        }

        lock (_known) _known[image] = answer;
        return answer;
    }

    private static bool Wants(ServiceChange change, ResolveImage mode)
    {
        if (mode == ResolveImage.Never) return false;
        var image = change.Desired?.TaskTemplate?.ContainerSpec?.Image;
        if (string.IsNullOrEmpty(image) || Written(change).Contains('@', StringComparison.Ordinal)) return false;
        // A change of labels alone must restart nothing, and a digest would.
        var isNew = change.Kind is ChangeKind.Create or ChangeKind.Recreate || (change.Kind == ChangeKind.Update && change.RestartsTasks);
        return mode == ResolveImage.Always || (isNew && !image.Contains('@', StringComparison.Ordinal));
    }

    /// <summary>The image as the stack file names it.</summary>
    private static string Written(ServiceChange change) =>
        change.Desired!.Labels?.TryGetValue("com.docker.stack.image", out var written) == true ? written : change.Desired.TaskTemplate!.ContainerSpec!.Image!;

    private static string WithTag(string image) => image.LastIndexOf(':') > image.LastIndexOf('/') ? image : image + ":latest";

    private static ServiceChange Pin(ServiceChange change, RegistryImage image)
    {
        var container = change.Desired!.TaskTemplate!.ContainerSpec!;
        var (before, after) = (container.Image, $"{WithTag(Written(change))}@{image.Digest}");
        if (before == after) return change;
        container.Image = after;
        (change.Desired.TaskTemplate.Placement ??= new Placement()).Platforms =
            [.. image.Platforms.Select(p => new SwarmPlatform { Architecture = p.Architecture, OS = p.OS })];
        return change.Kind == ChangeKind.Unchanged
            ? change with { Kind = ChangeKind.Update, RestartsTasks = true, Differences = [new FieldDifference("image", before, after)] }
            : change;
    }
}
