using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Views;

/// <summary>Asks before something is done that can't be taken back.</summary>
public static class Question
{
    /// <summary>Returns when the answer is yes.</summary>
    /// <param name="output">Where to ask.</param>
    /// <param name="question">What will be done, as a question.</param>
    /// <param name="yes">Agreed on already.</param>
    /// <exception cref="SelectionException">There is no terminal to ask on.</exception>
    /// <exception cref="RefusedException">The answer is no.</exception>
    public static void Ask(Output output, string question, bool yes)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (yes || !output.Asks) return;
        if (Console.IsInputRedirected) throw new SelectionException($"{question} There is no terminal to ask on: say --yes to do it.");
        output.Ask($"{question} [y/N] ");
        if (Console.ReadLine()?.Trim().ToUpperInvariant() is not ("Y" or "YES")) throw new RefusedException();
    }

    /// <summary>Asks for a secret, which does not appear on the terminal; null where there is no terminal.</summary>
    /// <param name="output">Where to ask.</param>
    /// <param name="what">Is asked for: <c>unlock key</c>.</param>
    public static string? Secret(Output output, string what)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Console.IsInputRedirected) return null;
        output.Ask($"{what}: ");
        var typed = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace) typed.Append(key.KeyChar);
            else if (typed.Length > 0) typed.Length--;
        }

        output.Note("");
        return typed.ToString();
    }
}

/// <summary>The answer to a question was no.</summary>
public sealed class RefusedException() : Exception("The answer was no; nothing was done.");
