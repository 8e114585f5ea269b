using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Nuke.Common;

// Written from the facts about NUKE 10.1 that this project keeps. Shapes only; see NukeSurface.csproj.
public delegate ITargetDefinition Target(ITargetDefinition definition);

public delegate ITargetDefinition Setup(ITargetDefinition definition);

public delegate ITargetDefinition Cleanup(ITargetDefinition definition);

public enum DependencyBehavior
{
    Skip,
    Execute,
}

public enum Verbosity
{
    Verbose,
    Normal,
    Minimal,
    Quiet,
}

public interface ITargetDefinition
{
    string Name { get; }

    ITargetDefinition Description(string description);

    ITargetDefinition Executes(params Action[] actions);

    ITargetDefinition Executes<T>(Func<T> action);

    ITargetDefinition Executes(Func<Task> action);

    ITargetDefinition DependsOn(params Target[] targets);

    ITargetDefinition DependsOn<T>(params Func<T, Target>[] targets);

    ITargetDefinition TryDependsOn<T>(params Func<T, Target>[] targets);

    ITargetDefinition DependentFor(params Target[] targets);

    ITargetDefinition DependentFor<T>(params Func<T, Target>[] targets);

    ITargetDefinition TryDependentFor<T>(params Func<T, Target>[] targets);

    ITargetDefinition Before(params Target[] targets);

    ITargetDefinition Before<T>(params Func<T, Target>[] targets);

    ITargetDefinition TryBefore<T>(params Func<T, Target>[] targets);

    ITargetDefinition After(params Target[] targets);

    ITargetDefinition After<T>(params Func<T, Target>[] targets);

    ITargetDefinition TryAfter<T>(params Func<T, Target>[] targets);

    ITargetDefinition Triggers(params Target[] targets);

    ITargetDefinition Triggers<T>(params Func<T, Target>[] targets);

    ITargetDefinition TryTriggers<T>(params Func<T, Target>[] targets);

    ITargetDefinition TriggeredBy(params Target[] targets);

    ITargetDefinition TriggeredBy<T>(params Func<T, Target>[] targets);

    ITargetDefinition TryTriggeredBy<T>(params Func<T, Target>[] targets);

    ITargetDefinition OnlyWhenDynamic(Func<bool> condition, [CallerArgumentExpression("condition")] string conditionExpression = null);

    ITargetDefinition OnlyWhenStatic(Func<bool> condition, [CallerArgumentExpression("condition")] string conditionExpression = null);

    ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior);

    ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class;

    ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement, params Expression<Func<T?>>[] parameterRequirements)
        where T : struct;

    ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements);

    ITargetDefinition ProceedAfterFailure();

    ITargetDefinition AssuredAfterFailure();

    ITargetDefinition Unlisted();

    ITargetDefinition Base();

    ITargetDefinition Inherit(params Target[] targets);

    ITargetDefinition Inherit<T>(params Expression<Func<T, Target>>[] targets);

    ITargetDefinition Produces(params string[] artifacts);

    ITargetDefinition Consumes(params Target[] targets);

    ITargetDefinition Consumes<T>(params Func<T, Target>[] targets);

    ITargetDefinition Consumes(Target target, params string[] artifacts);

    ITargetDefinition Consumes<T>(Func<T, Target> target, params string[] artifacts);

    ITargetDefinition Partition(int size);
}
