namespace IocOps.Swarm.Deploy;

/// <summary>
/// A line per service whose state changes, and now and then how many are still to go: for logs and pipes. No colour, no cursor movement.
/// </summary>
/// <param name="writer">Usually standard error.</param>
public sealed class PlainProgress(TextWriter writer) : IProgressDisplay, IProgress<WatchSnapshot>
{
    private static readonly TimeSpan SummaryEvery = TimeSpan.FromSeconds(10);

    /// <summary>A pause takes minutes, and nothing is expected to happen in it.</summary>
    private static readonly TimeSpan SummaryOfPauseEvery = TimeSpan.FromMinutes(1);

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
            if (_states.GetValueOrDefault(service.Service, value.Left is null ? WatchState.Waiting : WatchState.Running) == service.State) continue;
            _states[service.Service] = service.State;
            changed = true;
            var word = ProgressWords.Of(service.State);
            var detail = service.Detail.StartsWith(word, StringComparison.Ordinal) ? service.Detail : $"{word}: {service.Detail}";
            writer.WriteLine($"{service.Service}: {detail}");
        }

        if (value.Trouble != _trouble && value.Trouble is not null) writer.WriteLine($"The swarm can't be read just now: {value.Trouble}");
        _trouble = value.Trouble;
        if (value.Left is not null)
        {
            if (value.Left > TimeSpan.Zero && value.Elapsed - _lastSummary >= SummaryOfPauseEvery) Sum(value, "");
            return;
        }

        if (value.Services.All(s => s.IsOver) || value.Elapsed - _lastSummary < SummaryEvery) return;
        var slowest = value.Services.Where(s => !s.IsOver).MaxBy(s => s.Since);
        Sum(value, $" after {ProgressWords.Of(value.Elapsed)}{(changed || slowest is null ? "" : $"; {slowest.Service}: {slowest.Detail}")}");
    }

    private void Sum(WatchSnapshot value, string more)
    {
        _lastSummary = value.Elapsed;
        writer.WriteLine(ProgressWords.Summary(value) + more);
    }
}
