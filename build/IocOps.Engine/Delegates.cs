namespace IocOps.Engine;

/// <summary>
/// A target: a property of the build that describes one thing to do,
/// <c>Target Test => _ => _.Description("Runs the tests").DependsOn(Compile).Executes(() => …);</c>.
/// </summary>
/// <remarks>
/// Two targets are the same when their delegates are equal. So the property has an expression body that closes over nothing
/// but the build itself; a getter that closes over a local variable yields a new delegate each time and is refused.
/// </remarks>
public delegate ITargetDefinition Target(ITargetDefinition definition);

/// <summary>A target that triggers the <see cref="Cleanup"/> target of the same class or component when it is in the plan.</summary>
public delegate ITargetDefinition Setup(ITargetDefinition definition);

/// <summary>A target that runs after the <see cref="Setup"/> of the same class or component, also after a failure.</summary>
public delegate ITargetDefinition Cleanup(ITargetDefinition definition);

/// <summary>Changes settings and hands them back.</summary>
public delegate T Configure<T>(T settings);
