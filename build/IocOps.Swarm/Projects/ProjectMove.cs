using IocOps.Core;
using IocOps.Core.Checks;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Projects;

/// <summary>What is common to an IOC that gets another name and one that is copied.</summary>
internal static class ProjectMove
{
    /// <summary>What an IOC reads.</summary>
    /// <exception cref="ProblemException">Its templates have errors.</exception>
    public static IocContents ContentsOf(FleetFiles files, string name)
    {
        var problems = new List<Problem>();
        return new Generation(files).Contents(problems).FirstOrDefault(c => c.Ioc.Name == name) ?? throw new ProblemException(problems);
    }
}
