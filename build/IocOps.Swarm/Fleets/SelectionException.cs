namespace IocOps.Swarm.Fleets;

/// <summary>What the command line asks for does not exist, or can't be asked for. Exit code 2: nothing was touched.</summary>
public sealed class SelectionException(string message) : Exception(message);
