using IocOps.Core.Model;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Projects;

/// <summary>Names that an IOC may be given: nothing is overwritten.</summary>
internal static class FreeName
{
    /// <summary>Refuses a name that is taken.</summary>
    /// <param name="root">The workspace.</param>
    /// <param name="name">Of the IOC.</param>
    /// <exception cref="SelectionException">It is.</exception>
    public static void Require(string root, string name)
    {
        if (Path.Exists(Path.Combine(root, FleetSource.IocsFolder, name)))
            throw new SelectionException($"{FleetSource.IocsFolder}/{name} is there already, and nothing is overwritten. Choose another name, or change that IOC with SetIoc.");
    }
}
