namespace IocOps.Core.Stacks;

/// <summary>A stack file and all that its loading may look at.</summary>
/// <param name="Path">Of the file, below the workspace, with '/'.</param>
/// <param name="Text">Its content.</param>
/// <param name="StackName">Prefix of all names (<c>dals</c> → <c>dals_srv-ramper</c>).</param>
/// <param name="Environment">What <c>${NAME}</c> is replaced by.</param>
/// <param name="ReadFile">
/// Gives the bytes of a file below the workspace by its path, null where there is none. A path outside never reaches it. (A null
/// <c>byte[]</c> converts to empty memory, not to null: give the nullable memory itself.)
/// </param>
public sealed record StackSource(
    string Path,
    string Text,
    string StackName,
    IReadOnlyDictionary<string, string> Environment,
    Func<string, ReadOnlyMemory<byte>?> ReadFile);
