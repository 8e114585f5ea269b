using System.Security.Cryptography;
using System.Text;

namespace IocOps.Engine.Files;

/// <summary>Remembers what a run that failed had done, so that <c>--continue</c> need not do it again.</summary>
/// <remarks>
/// <c>.nuke/temp/attempt</c>: a hash of the command line without <c>--continue</c> (a hash, because it may hold secrets), then the names of
/// the targets that were done. It is there only after a failure.
/// </remarks>
internal sealed class AttemptFile
{
    private readonly string _path;
    private readonly Lazy<string> _hash;

    public AttemptFile(AbsolutePath root, IReadOnlyList<string> arguments, IEnumerable<string> invoked)
    {
        _path = root / ".nuke" / "temp" / "attempt";
        var options = arguments.Where(a => Names.Key(a) != "continue");

        // Only where it is needed: the first hash of a process loads a native library, which costs more than the rest of the run.
        _hash = new(() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', options.Concat(invoked))))));
    }

    /// <summary>Marks what the last run had done. Throws <see cref="UsageException"/> where there is nothing to continue.</summary>
    public void SkipWhatIsDone(IReadOnlyList<ExecutableTarget> plan)
    {
        if (!File.Exists(_path))
            throw new UsageException("--continue: the last run did not fail, so there is nothing to go on with");
        var lines = File.ReadAllLines(_path);
        if (lines.FirstOrDefault() != _hash.Value)
            throw new UsageException("--continue: the run that failed had other arguments; repeat them exactly, or leave --continue out");
        foreach (var target in plan.Where(t => lines.Skip(1).Contains(t.Name) && t.Status == ExecutionStatus.Scheduled))
        {
            target.Status = ExecutionStatus.Skipped;
            target.Skipped = "done in the run before";
        }
    }

    /// <summary>Writes the file after a failure, removes it after success. What can't be written is not remembered.</summary>
    public void Keep(IReadOnlyList<ExecutableTarget> plan, bool hasFailed)
    {
        try
        {
            if (!hasFailed)
            {
                if (File.Exists(_path))
                    File.Delete(_path);
                return;
            }

            var done = plan.Where(t => t.Status == ExecutionStatus.Succeeded || t.Skipped == "done in the run before").Select(t => t.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.WriteAllLines(_path, done.Prepend(_hash.Value));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A read-only checkout can be built; it can't be continued.
        }
    }
}
