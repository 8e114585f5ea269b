using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Views;

/// <summary>Asks before something is done that can't be taken back.</summary>
public static class Question
{
    /// <summary>Returns when the answer is yes.</summary>
    /// <param name="output">Where to ask.</param>
    /// <param name="question">What will be done, as a question.</param>
    /// <param name="yes">Answered beforehand on the command line.</param>
    /// <exception cref="SelectionException">There is no terminal to ask on.</exception>
    /// <exception cref="RefusedException">The answer is no.</exception>
    public static void Ask(Output output, string question, bool yes)
    {
        if (yes) return;
        if (Console.IsInputRedirected) throw new SelectionException($"{question} There is no terminal to ask on: say --yes to do it.");
        output.Ask($"{question} [y/N] ");
        if (Console.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES")) throw new RefusedException();
    }
}

/// <summary>The answer to a question was no.</summary>
public sealed class RefusedException() : Exception("The answer was no; nothing was done.");
