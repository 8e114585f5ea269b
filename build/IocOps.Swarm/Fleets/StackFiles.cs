using System.Text;
using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Core.Planning;
using IocOps.Core.Stacks;

namespace IocOps.Swarm.Fleets;

/// <summary>Loads stack files as a deploy would load them from disk, whether they were written already or not.</summary>
internal sealed class StackFiles(FleetFiles files)
{
    // A stack file takes nothing from the environment of whoever deploys: what was reviewed is what is deployed, and no secret of a CI
    // runner reaches a service because a file in the repository names it.
    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly Lazy<Dictionary<string, IocFolder>> _folders = new(() => files.Source.Folders.ToDictionary(f => f.Name, StringComparer.Ordinal));

    /// <summary>The folder of an IOC.</summary>
    public IocFolder Folder(Ioc ioc) => _folders.Value[ioc.Name];

    /// <summary>Loads one.</summary>
    /// <param name="file">Its path and text.</param>
    /// <param name="owner">Whose services they will be.</param>
    /// <param name="rendered">Files that may not be on disk yet, to which it may refer.</param>
    /// <param name="problems">Gets what is wrong with it; then null comes back.</param>
    public OwnedStack? Load(RenderedFile file, Owner owner, IReadOnlyList<RenderedFile> rendered, List<Problem> problems)
    {
        ReadOnlyMemory<byte>? ReadFile(string path) =>
            rendered.FirstOrDefault(f => f.Path == path) is { } fresh ? Encoding.UTF8.GetBytes(fresh.Text) : SourceOf(owner, path) ?? files.Workspace.ReadFile(path);
        var found = new List<Problem>();
        var stack = StackLoader.Load(new StackSource(file.Path, file.Text, files.RequireSite().Stack, NoVariables, ReadFile), found);
        problems.AddRange(found);
        return stack is null ? null : new OwnedStack(owner, stack) { Warnings = found };
    }

    // The bytes that were checked are those that are deployed: what the model read is not read again. (A bare null would become empty
    // memory here, as byte[] converts to it.)
    private ReadOnlyMemory<byte>? SourceOf(Owner owner, string path) =>
        owner.Kind == OwnerKind.Ioc && _folders.Value.TryGetValue(owner.Name, out var folder) && path.StartsWith($"{folder.Path}/src/", StringComparison.Ordinal)
            && folder.Sources.TryGetValue(path[$"{folder.Path}/src/".Length..], out var bytes)
            ? bytes
            : default(ReadOnlyMemory<byte>?);
}
