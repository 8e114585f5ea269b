using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Operations;

/// <summary>A secret that a target needs, and how people give it.</summary>
/// <param name="What">It is: <c>join token</c>.</param>
/// <param name="Variable">Environment variable that it comes from.</param>
/// <param name="Option">That names a file with it.</param>
/// <param name="Hint">Who knows it, as a sentence.</param>
public sealed record SecretText(string What, string Variable, string Option, string Hint)
{
    /// <summary>The secret that was given or that a file holds, without spaces around it; else that of a person at a terminal.</summary>
    /// <param name="given">In the environment or on the command line.</param>
    /// <param name="file">Whose name was given.</param>
    /// <param name="ask">Asks a person; null where there is none to ask, or the secret is too long to type.</param>
    /// <exception cref="SelectionException">There is none, or there are two.</exception>
    public string Read(string? given, string? file, Func<string?>? ask = null)
    {
        if (given is not null && file is not null) throw new SelectionException($"The {What} is given twice: by {Variable} and by {Option}. Leave one out.");
        if (given is not null) return given.Trim();
        if (file is null)
            return ask?.Invoke()?.Trim() is { Length: > 0 } typed ? typed : throw new SelectionException($"The {What} is missing: put it into the environment variable {Variable}, or into a file for {Option}. {Hint}");
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SelectionException($"The file of the {What} can't be read: {e.Message}");
        }
    }
}
