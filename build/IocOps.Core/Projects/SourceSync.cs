using IocOps.Core.Model;

namespace IocOps.Core.Projects;

/// <summary>A file in <c>src/</c> that nobody names, or a name without a file.</summary>
/// <param name="Ioc">Folder name.</param>
/// <param name="File">Below <c>src/</c>.</param>
/// <param name="IsNew">True where the file is there and nobody names it; false where it is named and not there.</param>
public sealed record SourceDifference(string Ioc, string File, bool IsNew);

/// <summary>Compares <c>src/</c> with what ioc.yaml names.</summary>
public static class SourceSync
{
    /// <summary>The finding of CheckIocs that says the same of a new file.</summary>
    private const string NeverUsed = "CHK003";

    /// <summary>Files that nobody names, in ordinal order.</summary>
    public static IReadOnlyList<string> Unused(IocFolder folder, Ioc ioc)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(ioc);
        return [.. folder.Sources.Keys.Where(n => !ioc.Sources.ContainsKey(n)).Order(StringComparer.Ordinal)];
    }

    /// <summary>What is out of step in one IOC; also where it has errors, as far as its ioc.yaml can be read.</summary>
    /// <param name="member">The IOC.</param>
    /// <param name="folder">Its folder.</param>
    public static IReadOnlyList<SourceDifference> Of(FleetMember member, IocFolder folder)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (member.Reading is not { } ioc) return [];
        IEnumerable<string> unused = ioc.Allowed.ContainsKey(NeverUsed) ? [] : Unused(folder, ioc);
        return [.. unused.Select(f => new SourceDifference(member.Name, f, true)), .. ioc.MissingSources.Select(f => new SourceDifference(member.Name, f, false))];
    }
}
