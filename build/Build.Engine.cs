using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Lab;

// Which engine the targets talk to, and with which logins.
sealed partial class Build
{
    [Parameter("Engine to talk to, a manager of the swarm: unix:///path, tcp://host:port, ssh://user@host; several managers with commas: the first that can serve")]
    readonly string? DockerHost = null;

    [Parameter("Docker context to take the engine from; several with commas")]
    readonly string? DockerContext = null;

    [Parameter("Give the swarm the logins of this user at the registries of the images, where there are some, so that every node can pull")]
    readonly bool WithRegistryAuth = true;

    ISwarm Swarm()
    {
        var swarm = FleetSwarm.Open(Choice, Lab, Out, WithRegistryAuth ? Logins : null);
        Trail.Engine = () => swarm.Endpoint;
        return swarm;
    }

    // What is about one engine and not about its swarm takes no list of managers.
    ISwarm Engine()
    {
        var engine = FleetSwarm.OpenEngine(Choice, Lab, Out);
        Trail.Engine = () => engine.Endpoint;
        return engine;
    }

    // Each registry is looked up once per run: a credential helper may take its time.
    RegistryLogins Logins => _logins ??= new(DockerEnvironment.Current());
    RegistryLogins? _logins;

    EndpointChoice Choice => new(Chosen(DockerHost, "DOCKER_HOST"), Chosen(DockerContext, "DOCKER_CONTEXT"));

    // The variables have their own place in the order of the docker command, behind both options; here they only look like these.
    static string? Chosen(string? value, string variable) =>
        value == Environment.GetEnvironmentVariable(variable) && !Environment.GetCommandLineArgs().Any(a => IsOption(a, variable)) ? null : value;

    static bool IsOption(string argument, string variable) =>
        argument.StartsWith('-') && argument.Replace("-", "", StringComparison.Ordinal).Equals(variable.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    LabPaths? Lab => IsDemo ? Binding.Current() : FleetSwarm.LabOf(Choice, Binding);
}
