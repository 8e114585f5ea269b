using IocOps.Engine.Graph;
using IocOps.Engine.Parameters;

namespace IocOps.Engine.Execution;

/// <summary>
/// Parameters on the command line that nothing would read which was asked for. They would be dropped without a word, and
/// <c>RemoveAll --ioc-list pump</c> would remove more than was meant.
/// </summary>
internal static class UnreadParameters
{
    private const int Enough = 8;

    /// <summary>Adds a problem for each of them, with the targets that do read it.</summary>
    public static void Report(
        IEnumerable<ParameterMember> given, IReadOnlyList<ExecutableTarget> asked, IEnumerable<ExecutableTarget> all, ParameterUse use, List<string> problems)
    {
        var unread = given.Except(use.Of(Planner.Plan(asked))).ToList();
        foreach (var parameter in unread)
        {
            var readers = all.Where(t => t.Listed && use.Of([t]).Contains(parameter)).Select(t => t.Name).ToList();
            problems.Add($"{Names(asked)} {(asked.Count == 1 ? "does" : "do")} not read --{parameter.Flag}{Readers(readers)}. Leave it out.");
        }
    }

    private static string Names(IReadOnlyList<ExecutableTarget> targets) => string.Join(" and ", targets.Select(t => t.Name));

    private static string Readers(List<string> readers) => readers.Count switch
    {
        0 => ", and no other target does",
        <= Enough => $"; it is for {string.Join(", ", readers)}",
        _ => $"; it is for {string.Join(", ", readers.Take(Enough))} and {readers.Count - Enough} more",
    };
}
