using IocOps.Core.Model.Reading;

namespace IocOps.Core.Model;

/// <summary>
/// A folder of services that are no IOCs (a gateway, an archiver, a client on every node): <c>iocs/_global/&lt;name&gt;/</c> for those of
/// DeployGlobal, <c>iocs/_services/&lt;name&gt;/</c> for those of DeployServices. Read once, so that everything after it is pure.
/// </summary>
/// <param name="IsGlobal">Whether DeployGlobal deploys it.</param>
/// <param name="Name">Of the folder.</param>
/// <param name="Stack">Text of <c>stack.yaml</c>, which is deployed as it is; null where there is none.</param>
/// <param name="Template">Text of <c>stack.yaml.sbn</c>, from which <c>generated/stack.yaml</c> is made; null where there is none.</param>
public sealed record ServiceFolder(bool IsGlobal, string Name, string? Stack, string? Template)
{
    /// <summary>File name of a stack file that is deployed as it is.</summary>
    public const string StackFile = "stack.yaml";

    /// <summary>File name of a template of one.</summary>
    public const string TemplateFile = "stack.yaml.sbn";

    /// <summary>Path of the folder below the workspace.</summary>
    public string Path => $"{(IsGlobal ? FleetSource.GlobalFolder : FleetSource.ServicesFolder)}/{Name}";

    /// <summary>Where what is made from the template goes.</summary>
    public string GeneratedPath => $"{Path}/{FleetSource.GeneratedFolder}";

    /// <summary>What is wrong with the folder itself: SVC001 no stack file, SVC002 a bad name, SVC003 two stack files.</summary>
    public IEnumerable<Problem> Faults()
    {
        if (!Shapes.IocName.Pattern.IsMatch(Name) || (IsGlobal && Name == "global"))
            yield return new Problem(Path, 0, 0, "SVC002", $"the folder can't be called {Report.Show(Name)}; wanted are {Shapes.IocName.Wanted}{(IsGlobal ? ", and not 'global', which the log server has" : "")}");
        if (Stack is null && Template is null)
            yield return new Problem(Path, 0, 0, "SVC001", $"the folder has no stack file: write {StackFile}, or {TemplateFile} to use values of site.yaml in it; or remove the folder");
        if (Stack is not null && Template is not null)
            yield return new Problem($"{Path}/{StackFile}", 0, 0, "SVC003", $"there is {TemplateFile} beside it, and only one can be deployed; remove one of them");
    }
}
