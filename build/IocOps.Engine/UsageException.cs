using System.Diagnostics.CodeAnalysis;

namespace IocOps.Engine;

/// <summary>The command line, a parameter or the build's own definition is wrong; nothing has run. Exit code 2.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the engine.")]
internal sealed class UsageException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    public UsageException(string problem)
        : this([problem])
    {
    }

    /// <summary>All that is wrong, a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    public static void ThrowIfAny(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
            throw new UsageException([.. problems]);
    }
}
