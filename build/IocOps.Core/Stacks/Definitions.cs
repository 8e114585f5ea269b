using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>A network of the top-level section.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Spec">To create it with; null for an external one.</param>
/// <param name="At">Where it is defined.</param>
internal sealed record NetworkDefinition(string Name, NetworksCreateParameters? Spec, YamlNode At);

/// <summary>A volume of the top-level section.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Options">For the mount; null for an external one.</param>
internal sealed record VolumeDefinition(string Name, VolumeOptions? Options);

/// <summary>A config or secret of the top-level section.</summary>
/// <param name="Name">Full name.</param>
/// <param name="Data">What to create; null for an external one.</param>
/// <param name="At">Where it is defined.</param>
internal sealed record DataDefinition(string Name, StackData? Data, YamlNode At);
