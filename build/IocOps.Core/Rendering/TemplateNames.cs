namespace IocOps.Core.Rendering;

/// <summary>Files of <c>templates/</c>; one of the same name in <c>iocs/&lt;name&gt;/templates/</c> replaces it for that IOC.</summary>
public static class TemplateNames
{
    /// <summary>The startup script.</summary>
    public const string StartupScript = "st.cmd.sbn";

    /// <summary>Databases and their macros.</summary>
    public const string Substitutions = "ioc.substitutions.sbn";

    /// <summary>Access rules that let puts be logged.</summary>
    public const string Access = "ioc.acf.sbn";

    /// <summary>The stack file of an IOC.</summary>
    public const string Stack = "ioc-stack.yaml.sbn";

    /// <summary>The stack file of the global services.</summary>
    public const string Global = "global-stack.yaml.sbn";

    /// <summary>The compose file of a plain Docker host.</summary>
    public const string HostCompose = "host-compose.yaml.sbn";

    /// <summary>The pipelines of GitHub and Gitea.</summary>
    public const string ActionsPipeline = "pipeline-actions.yml.sbn";

    /// <summary>The pipelines of GitLab.</summary>
    public const string GitLabPipeline = "pipeline-gitlab.yml.sbn";

    /// <summary>Those that an IOC may have of its own, and those of stack files.</summary>
    public static IReadOnlyList<string> All => [StartupScript, Substitutions, Access, Stack, Global, HostCompose];
}
