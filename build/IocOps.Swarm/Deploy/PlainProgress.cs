namespace IocOps.Swarm.Deploy;

/// <summary>
/// A line per service whose state changes, and now and then how many are still to go: for logs and pipes. No colour, no cursor movement.
/// </summary>
/// <param name="writer">Usually standard error.</param>
public sealed class PlainProgress(TextWriter writer) : IProgressDisplay, IProgress<WatchSnapshot>
{
    private static readonly TimeSpan SummaryEvery = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, WatchState> _states = new(StringComparer.Ordinal);
    private TimeSpan _lastSummary;
    private string? _trouble;

    /// <inheritdoc />
    public Task<T> RunAsync<T>(Func<IProgress<WatchSnapshot>, Task<T>> work) => work(this);

    /// <inheritdoc />
    public void Report(WatchSnapshot value)
    {
        var changed = false;
        foreach (var service in value.Services)
        {
            if (_states.GetValueOrDefault(service.Service, WatchState.Waiting) == service.State) continue;
            _states[service.Service] = service.State;
            changed = true;
            var word = ProgressWords.Of(service.State);
            var detail = service.Detail.StartsWith(word, StringComparison.Ordinal) ? service.Detail : $"{word}: {service.Detail}";
            writer.WriteLine($"{service.Service}: {detail}");
        }

        if (value.Trouble != _trouble && value.Trouble is not null) writer.WriteLine($"The swarm can't be read just now: {value.Trouble}");
        _trouble = value.Trouble;
        if (value.Services.All(s => s.IsOver) || value.Elapsed - _lastSummary < SummaryEvery) return;
        _lastSummary = value.Elapsed;
        var slowest = value.Services.Where(s => !s.IsOver).MaxBy(s => s.Since);
        writer.WriteLine($"{ProgressWords.Summary(value)} after {ProgressWords.Of(value.Elapsed)}{(changed || slowest is null ? "" : $"; {slowest.Service}: {slowest.Detail}")}");
    }
}
