using System.Diagnostics;
using IocOps.Engine.Graph;

namespace IocOps.Engine;

/// <summary>A target in the graph: what it is, what it needs, and what became of it.</summary>
[DebuggerDisplay("{Name}")]
public sealed class ExecutableTarget
{
    private readonly List<ExecutableTarget> _executionDependencies = [];
    private readonly List<ExecutableTarget> _orderDependencies = [];
    private readonly List<ExecutableTarget> _triggerDependencies = [];
    private readonly List<ExecutableTarget> _triggers = [];
    private readonly Stopwatch _stopwatch = new();

    internal ExecutableTarget(TargetProperty property, Delegate factory, TargetDefinition definition)
    {
        Property = property;
        Factory = factory;
        Definition = definition;
    }

    /// <summary>The property's name.</summary>
    public string Name => Property.Name;

    /// <summary>One sentence, or null.</summary>
    public string? Description => Definition.Text;

    /// <summary>What became of it.</summary>
    public ExecutionStatus Status { get; internal set; }

    /// <summary>How long it has been at work.</summary>
    public TimeSpan Duration => _stopwatch.Elapsed;

    /// <summary>Asked for on the command line, or a default that stands in for it.</summary>
    public bool Invoked { get; internal set; }

    /// <summary>Runs where nothing is asked for.</summary>
    public bool IsDefault { get; internal set; }

    /// <summary>In help and completion.</summary>
    public bool Listed => !Definition.IsUnlisted;

    /// <summary>Why it was skipped, or null.</summary>
    public string? Skipped { get; internal set; }

    /// <summary>The conditions that were not met, or null.</summary>
    public string? OnlyWhen { get; internal set; }

    /// <summary>Run before this one, and are pulled in by it.</summary>
    public IReadOnlyList<ExecutableTarget> ExecutionDependencies => _executionDependencies;

    /// <summary>Run before this one where they are in the plan.</summary>
    public IReadOnlyList<ExecutableTarget> OrderDependencies => _orderDependencies;

    /// <summary>Those that pull this one in and run before it.</summary>
    public IReadOnlyList<ExecutableTarget> TriggerDependencies => _triggerDependencies;

    /// <summary>Pulled in by this one, run after it.</summary>
    public IReadOnlyList<ExecutableTarget> Triggers => _triggers;

    /// <summary>What the target itself wants to be read behind its line in the summary.</summary>
    public IReadOnlyDictionary<string, string> SummaryInformation { get; internal set; } = new Dictionary<string, string>();

    internal TargetProperty Property { get; }

    internal Delegate Factory { get; }

    internal TargetDefinition Definition { get; }

    internal bool IsAssured => Definition.IsAssuredAfterFailure || Factory is Cleanup;

    internal bool HasActions => Definition.Actions.Count > 0;

    internal string? Failure { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal void NeedsFirst(ExecutableTarget other) => AddOnce(_executionDependencies, other);

    internal void RunsAfter(ExecutableTarget other) => AddOnce(_orderDependencies, other);

    internal void PullsIn(ExecutableTarget other)
    {
        AddOnce(_triggers, other);
        AddOnce(other._triggerDependencies, this);
    }

    internal void Start() => _stopwatch.Start();

    internal void Stop() => _stopwatch.Stop();

    private static void AddOnce(List<ExecutableTarget> list, ExecutableTarget target)
    {
        if (!list.Contains(target))
            list.Add(target);
    }
}
