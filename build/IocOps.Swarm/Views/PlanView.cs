using IocOps.Core.Planning;

namespace IocOps.Swarm.Views;

/// <summary>A plan for people and for programs.</summary>
public static class PlanView
{
    /// <summary>Shows it on standard output, and what is worth a look on standard error; JSON holds both.</summary>
    public static void Show(Plan plan, bool json, Output output)
    {
        if (json)
        {
            output.Data(PlanJson.Write(plan));
            return;
        }

        foreach (var line in PlanText.Lines(plan)) output.Data(line);
        foreach (var warning in plan.Problems) output.Note(warning.ToString());
    }
}
