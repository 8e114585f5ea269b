using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Operations;

/// <summary>How a change is agreed on.</summary>
/// <param name="DryRun">Only show what would be done.</param>
/// <param name="Yes">Agreed on already, by what this is a part of.</param>
public sealed record Consent(bool DryRun, bool Yes)
{
    /// <summary>Shows what will be done and asks; false where it is only to be shown, as data then.</summary>
    /// <param name="output">Where to show and ask.</param>
    /// <param name="lines">What will be done, and what comes of it.</param>
    /// <param name="question">For the person.</param>
    /// <exception cref="SelectionException">There is no terminal to ask on.</exception>
    /// <exception cref="RefusedException">The answer is no.</exception>
    public bool Agreed(Output output, IReadOnlyList<string> lines, string question)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(lines);
        if (DryRun)
        {
            output.Lines(lines);
            return false;
        }

        foreach (var line in lines) output.Note($"  {line}");
        Question.Ask(output, question, Yes);
        return true;
    }
}
