namespace IocOps.Core.Pipelines;

/// <summary>Where a repository lives, and so in which language its pipelines are written.</summary>
public enum Forge
{
    /// <summary>GitHub Actions: <c>.github/workflows/iocops.yml</c>.</summary>
    GitHub,

    /// <summary>GitLab CI: <c>.gitlab-ci.yml</c>.</summary>
    GitLab,

    /// <summary>Gitea Actions (and Forgejo's): <c>.gitea/workflows/iocops.yml</c>.</summary>
    Gitea,
}

/// <summary>On what a job runs.</summary>
public enum Occasion
{
    /// <summary>A pull or merge request: what would change is checked and shown.</summary>
    Review,

    /// <summary>A commit on the main branch.</summary>
    Merge,

    /// <summary>The clock.</summary>
    Schedule,
}

/// <summary>What continuous integration does, in no forge's language: <c>iocs/pipelines.yaml</c>.</summary>
public sealed record PipelinePlan
{
    /// <summary>Where the definition lies.</summary>
    public const string Path = "iocs/pipelines.yaml";

    /// <summary>For which forges files are written.</summary>
    public required IReadOnlyList<Forge> Forges { get; init; }

    /// <summary>What is on it is deployed.</summary>
    public string Branch { get; init; } = "main";

    /// <summary>Label of the runners for work that touches no swarm (GitHub, Gitea).</summary>
    public string Runner { get; init; } = "ubuntu-24.04";

    /// <summary>Image in which such work is done (GitLab): with git and the .NET SDK.</summary>
    public string Image { get; init; } = "mcr.microsoft.com/dotnet/sdk:10.0";

    /// <summary>Label or tag of the runner that lives on a manager of the swarm.</summary>
    public string ManagerRunner { get; init; } = "swarm-manager";

    /// <summary>The protected environment of jobs that deploy: who may, and after whose consent, is set in the forge.</summary>
    public string Environment { get; init; } = "production";

    /// <summary>When jobs of the clock run, in cron's five fields, UTC; null where there are none.</summary>
    public string? Schedule { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<PipelineJob> Jobs { get; init; }
}

/// <summary>One job of a pipeline.</summary>
public sealed record PipelineJob
{
    /// <summary>Key in the file: small letters, digits and '-'.</summary>
    public required string Name { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<Occasion> When { get; init; }

    /// <summary>Jobs that must be done before; those of another occasion are left out.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Runs on the manager's runner, in the protected environment, one at a time.</summary>
    public bool Deploys { get; init; }

    /// <summary>Runs on the manager's runner and only looks.</summary>
    public bool OnManager { get; init; }

    /// <summary>Needs all commits, not only the last one.</summary>
    public bool History { get; init; }

    /// <summary>Lines of bash, run one after the other in the root of a clean clone; the first that fails ends the job.</summary>
    public required IReadOnlyList<string> Script { get; init; }

    /// <summary>Lines that run afterwards in any case.</summary>
    public IReadOnlyList<string> Always { get; init; } = [];

    /// <summary>Markdown file that is shown with the run; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Folder that is kept with the run; null for none.</summary>
    public string? Keep { get; init; }
}
