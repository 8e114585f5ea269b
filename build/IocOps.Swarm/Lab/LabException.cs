using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Lab;

/// <summary>The lab can't do what was asked; the message says why and what to do.</summary>
public sealed class LabException(string message, Exception? inner = null) : SwarmException(message, inner);
