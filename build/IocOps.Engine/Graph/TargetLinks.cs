namespace IocOps.Engine.Graph;

/// <summary>Turns what definitions say of each other into edges between targets.</summary>
internal sealed class TargetLinks
{
    private readonly IReadOnlyList<ExecutableTarget> _targets;
    private readonly List<string> _problems;
    private readonly Dictionary<Delegate, ExecutableTarget> _byFactory = [];

    public TargetLinks(IReadOnlyList<ExecutableTarget> targets, List<string> problems)
    {
        _targets = targets;
        _problems = problems;
        foreach (var target in targets)
        {
            if (!_byFactory.TryAdd(target.Factory, target))
                problems.Add($"'{target.Name}' and '{_byFactory[target.Factory].Name}' are the same target. Let one depend on the other instead.");
        }
    }

    public void Connect()
    {
        foreach (var target in _targets)
        {
            foreach (var (relation, reference) in target.Definition.References)
                Connect(target, relation, reference);
            if (target.Factory is Setup)
                ConnectSetup(target);
        }
    }

    private void Connect(ExecutableTarget target, Relation relation, Delegate? reference)
    {
        if (reference is null || !_byFactory.TryGetValue(reference, out var other))
        {
            _problems.Add($"Target '{target.Name}' ({relation}) refers to something that is not a target property of the build.");
            return;
        }

        if (other == target)
        {
            _problems.Add($"Circular dependencies between targets: {target.Name} -> {target.Name} ({relation} itself)");
            return;
        }

        _ = relation switch
        {
            Relation.DependsOn => Do(() => target.NeedsFirst(other)),
            Relation.DependentFor => Do(() => other.NeedsFirst(target)),
            Relation.Before => Do(() => other.RunsAfter(target)),
            Relation.After => Do(() => target.RunsAfter(other)),
            Relation.Triggers => Do(() => target.PullsIn(other)),
            Relation.TriggeredBy => Do(() => other.PullsIn(target)),
            _ => true,
        };
    }

    private void ConnectSetup(ExecutableTarget setup)
    {
        var cleanups = _targets.Where(t => t.Factory is Cleanup && t.Property.Info.DeclaringType == setup.Property.Info.DeclaringType).ToList();
        if (cleanups.Count == 1)
            setup.PullsIn(cleanups[0]);
        else
            _problems.Add($"Setup '{setup.Name}' needs exactly one Cleanup in {setup.Property.Info.DeclaringType!.Name}; there are {cleanups.Count}.");
    }

    private static bool Do(Action action)
    {
        action();
        return true;
    }
}
