using System.Diagnostics;
using System.Globalization;
using System.Text;
using IocOps.Core.Model;
using IocOps.Core.Reviews;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Projects;
using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Reviews;

/// <summary>
/// The workspace as it was in a commit, in a private temporary folder that goes with this object. Neither the working tree nor the index
/// of the repository is touched.
/// </summary>
public sealed class BaseTree : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iocops-review-");

    private BaseTree((ReviewPoint Base, ReviewPoint Head) points) => Points = points;

    /// <summary>Where it lies.</summary>
    public string Folder => _folder.FullName;

    /// <summary>What the base and the workspace are called.</summary>
    public (ReviewPoint Base, ReviewPoint Head) Points { get; }

    /// <summary>Brings the commit where the workspace branched off from a branch or commit into a temporary folder.</summary>
    /// <param name="root">The workspace; may be a folder of a repository.</param>
    /// <param name="reference">A branch (also of <c>origin</c>), tag or commit.</param>
    /// <param name="cancel">Ends it; nothing is left behind.</param>
    /// <exception cref="SelectionException">There is no git, no repository, no such commit, or too little history.</exception>
    public static async Task<BaseTree> ReadAsync(string root, string reference, CancellationToken cancel)
    {
        var git = new Git(root);
        var commit = await FindAsync(git, reference, cancel);
        var head = await GitState.CommitAsync(root, cancel);
        var tree = new BaseTree((new ReviewPoint(reference, commit[..12]), new ReviewPoint("the workspace", head)));
        try
        {
            await tree.FillAsync(git, commit, cancel);
            return tree;
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> FindAsync(Git git, string reference, CancellationToken cancel)
    {
        if (reference.Length == 0) throw new SelectionException("--base is empty: name the branch that this will be merged to, or a tag or commit.");
        if (reference[0] == '-' || reference.Any(char.IsControl)) throw new SelectionException("--base takes a branch, tag or commit; none of these begins with '-'.");
        var (exit, _, complaint) = await git.AskAsync(cancel, "rev-parse", "--git-dir");
        if (exit != 0)
        {
            throw new SelectionException(complaint.Contains("dubious ownership", StringComparison.Ordinal)
                ? $"git does not trust this folder, as it belongs to somebody else: {complaint} Run as its owner, or add it to git's safe.directory."
                : $"This workspace is in no git repository, so that there is nothing to compare with: {complaint}");
        }

        var shallow = (await git.AskAsync(cancel, "rev-parse", "--is-shallow-repository")).Said == "true";
        var advice = shallow ? " This clone has only a part of the history: run git fetch --unshallow (in a pipeline: history: true, which is fetch-depth: 0 or GIT_DEPTH: \"0\")." : "";
        // In a pipeline only the remote's branches are there.
        var found = await CommitAsync(git, reference, cancel) ?? await CommitAsync(git, $"refs/remotes/origin/{reference}", cancel)
            ?? throw new SelectionException($"There is no branch, tag or commit '{reference}' in this repository, nor a branch of that name of origin.{(advice.Length > 0 ? advice : " Fetch it, or look at git branch -a.")}");
        if (await CommitAsync(git, "HEAD", cancel) is null) throw new SelectionException("This repository has no commit yet, so that nothing can have branched off. Commit the workspace first.");
        var (status, common, _) = await git.AskAsync(cancel, "merge-base", found, "HEAD");
        return status == 0 ? common : throw new SelectionException($"'{reference}' and HEAD have no commit in common that is known here.{advice}");
    }

    private static async Task<string?> CommitAsync(Git git, string name, CancellationToken cancel) =>
        await git.AskAsync(cancel, "rev-parse", "--verify", "--quiet", "--end-of-options", $"{name}^{{commit}}") is (0, { Length: >= 40 } id, _) ? id : null;

    private async Task FillAsync(Git git, string commit, CancellationToken cancel)
    {
        // Paths are those below the workspace, wherever in the repository it is.
        var (exit, list, complaint) = await git.AskAsync(cancel, "ls-tree", "-r", "-z", "-l", commit, "--", FleetSource.IocsFolder, "templates");
        if (exit != 0) throw new SelectionException($"git can't list the files of {commit[..12]}: {complaint}");
        var entries = list.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Entry.Parse).OfType<Entry>().ToList();
        // Links last: nothing is written through one.
        var ordered = entries.OrderBy(e => e.IsLink).ToList();
        var status = await git.RunAsync(["cat-file", "--batch"], (process, stop) => CopyAsync(process, ordered, stop), cancel);
        if (status != 0) throw new SelectionException($"git can't read the files of {commit[..12]}; git fsck says what is wrong with the repository.");
    }

    private async Task CopyAsync(Process process, List<Entry> entries, CancellationToken cancel)
    {
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var answers = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
        foreach (var entry in entries)
        {
            var path = Path.Combine(Folder, entry.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (entry.Size > Workspace.MaxFileSize)
            {
                // Refused by its size, as it is in the workspace; nobody reads it.
                using var empty = File.Create(path);
                empty.SetLength(entry.Size);
                continue;
            }

            await process.StandardInput.WriteAsync($"{entry.Id}\n".AsMemory(), cancel);
            await process.StandardInput.FlushAsync(cancel);
            var bytes = await AnswerAsync(answers, cancel);
            if (entry.IsLink) File.CreateSymbolicLink(path, Encoding.UTF8.GetString(bytes));
            else await File.WriteAllBytesAsync(path, bytes, cancel);
        }

        process.StandardInput.Close();
        await errors;
    }

    // <id> SP <type> SP <size> LF <bytes> LF
    private static async Task<byte[]> AnswerAsync(BufferedStream answers, CancellationToken cancel)
    {
        var head = new StringBuilder();
        for (var next = answers.ReadByte(); next != '\n'; next = answers.ReadByte())
        {
            if (next < 0) throw new SelectionException("git ended before it had shown all files of the base; git fsck says what is wrong with the repository.");
            head.Append((char)next);
        }

        if (head.ToString().Split(' ') is not [_, "blob", var size]) throw new SelectionException($"git can't show a file of the base: {head}");
        var bytes = new byte[int.Parse(size, CultureInfo.InvariantCulture)];
        await answers.ReadExactlyAsync(bytes, cancel);
        answers.ReadByte();
        return bytes;
    }

    /// <summary>A file of a commit.</summary>
    private sealed record Entry(string Id, long Size, bool IsLink, string Path)
    {
        // <mode> SP <type> SP <id> SP+ <size> TAB <path>; null for submodules, and for paths that no honest repository has.
        public static Entry? Parse(string line)
        {
            var (head, path) = (line.Split('\t', 2)[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), line.Split('\t', 2)[^1]);
            if (head is not [var mode, "blob", var id, var size] || path.Split('/').Any(p => p is "" or "." or "..") || System.IO.Path.IsPathRooted(path)) return null;
            return new Entry(id, long.Parse(size, CultureInfo.InvariantCulture), mode == "120000", path);
        }
    }
}
