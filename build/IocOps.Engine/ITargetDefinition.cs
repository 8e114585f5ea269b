using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace IocOps.Engine;

/// <summary>What a target says of itself. Every member hands the definition back, so that they can be chained.</summary>
/// <remarks>
/// The members and their meaning are those of NUKE 10.1. The forms with a type argument reach a target of a component
/// (<c>DependsOn&lt;ICompile&gt;(x => x.Compile)</c>); their Try… siblings do nothing where the build lacks that component.
/// </remarks>
public interface ITargetDefinition
{
    /// <summary>The target's name.</summary>
    string Name { get; }

    /// <summary>One sentence for help and plan.</summary>
    ITargetDefinition Description(string description);

    /// <summary>Appends actions, in order. A target without any only groups others and is not in the summary.</summary>
    ITargetDefinition Executes(params Action[] actions);

    /// <summary>Appends an action whose result is dropped; a task is awaited.</summary>
    ITargetDefinition Executes<T>(Func<T> action);

    /// <summary>Appends an action and awaits it.</summary>
    ITargetDefinition Executes(Func<Task> action);

    /// <summary>These run before this one and are pulled into the plan.</summary>
    ITargetDefinition DependsOn(params Target[] targets);

    /// <inheritdoc cref="DependsOn(Target[])"/>
    ITargetDefinition DependsOn<T>(params Func<T, Target>[] targets);

    /// <inheritdoc cref="DependsOn(Target[])"/>
    ITargetDefinition TryDependsOn<T>(params Func<T, Target>[] targets);

    /// <summary>The other way round: this one runs before these and is pulled in by them.</summary>
    ITargetDefinition DependentFor(params Target[] targets);

    /// <inheritdoc cref="DependentFor(Target[])"/>
    ITargetDefinition DependentFor<T>(params Func<T, Target>[] targets);

    /// <inheritdoc cref="DependentFor(Target[])"/>
    ITargetDefinition TryDependentFor<T>(params Func<T, Target>[] targets);

    /// <summary>Where both are in the plan, this one runs first. Pulls nothing in.</summary>
    ITargetDefinition Before(params Target[] targets);

    /// <inheritdoc cref="Before(Target[])"/>
    ITargetDefinition Before<T>(params Func<T, Target>[] targets);

    /// <inheritdoc cref="Before(Target[])"/>
    ITargetDefinition TryBefore<T>(params Func<T, Target>[] targets);

    /// <summary>Where both are in the plan, this one runs last. Pulls nothing in.</summary>
    ITargetDefinition After(params Target[] targets);

    /// <inheritdoc cref="After(Target[])"/>
    ITargetDefinition After<T>(params Func<T, Target>[] targets);

    /// <inheritdoc cref="After(Target[])"/>
    ITargetDefinition TryAfter<T>(params Func<T, Target>[] targets);

    /// <summary>Pulls these into the plan, after this one.</summary>
    ITargetDefinition Triggers(params Target[] targets);

    /// <inheritdoc cref="Triggers(Target[])"/>
    ITargetDefinition Triggers<T>(params Func<T, Target>[] targets);

    /// <inheritdoc cref="Triggers(Target[])"/>
    ITargetDefinition TryTriggers<T>(params Func<T, Target>[] targets);

    /// <summary>The other way round: each of these pulls this one into the plan, after itself.</summary>
    ITargetDefinition TriggeredBy(params Target[] targets);

    /// <inheritdoc cref="TriggeredBy(Target[])"/>
    ITargetDefinition TriggeredBy<T>(params Func<T, Target>[] targets);

    /// <inheritdoc cref="TriggeredBy(Target[])"/>
    ITargetDefinition TryTriggeredBy<T>(params Func<T, Target>[] targets);

    /// <summary>Asked once, just before this target would run; false skips it.</summary>
    ITargetDefinition OnlyWhenDynamic(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>Asked before any target runs; false skips this one, and what only it needs (see <see cref="WhenSkipped"/>).</summary>
    ITargetDefinition OnlyWhenStatic(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>What happens to the dependencies where this one is skipped before the run.</summary>
    ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior);

    /// <summary>These members must have a value (a text: not blank; an empty array passes). Checked before any target runs.</summary>
    ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class?;

    /// <inheritdoc cref="Requires{T}(Expression{Func{T}}, Expression{Func{T}}[])"/>
    ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement, params Expression<Func<T?>>[] parameterRequirements)
        where T : struct;

    /// <summary>These must be true. Checked before any target runs.</summary>
    ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements);

    /// <summary>Where this one fails the others go on; the build fails at its end all the same.</summary>
    ITargetDefinition ProceedAfterFailure();

    /// <summary>Where it is in the plan it runs also after a failure or a signal.</summary>
    ITargetDefinition AssuredAfterFailure();

    /// <summary>Not in help and completion; can be asked for by name.</summary>
    ITargetDefinition Unlisted();

    /// <summary>Applies what the overridden property of the base class says.</summary>
    ITargetDefinition Base();

    /// <summary>Applies what these targets say.</summary>
    ITargetDefinition Inherit(params Target[] targets);

    /// <summary>Applies what these targets of a component say, also where the build implements them anew.</summary>
    ITargetDefinition Inherit<T>(params Expression<Func<T, Target>>[] targets);

    /// <summary>Files that it makes, as patterns. For the reader; the engine does nothing with it.</summary>
    ITargetDefinition Produces(params string[] artifacts);

    /// <summary>Targets whose files it uses. For the reader; the engine does nothing with it.</summary>
    ITargetDefinition Consumes(params Target[] targets);

    /// <inheritdoc cref="Consumes(Target[])"/>
    ITargetDefinition Consumes<T>(params Func<T, Target>[] targets);

    /// <summary>A target of which it uses these files. For the reader; the engine does nothing with it.</summary>
    ITargetDefinition Consumes(Target target, params string[] artifacts);

    /// <inheritdoc cref="Consumes(Target, string[])"/>
    ITargetDefinition Consumes<T>(Func<T, Target> target, params string[] artifacts);

    /// <summary>Into how many parts a CI server may split it. For the reader; the engine does nothing with it.</summary>
    ITargetDefinition Partition(int size);
}
