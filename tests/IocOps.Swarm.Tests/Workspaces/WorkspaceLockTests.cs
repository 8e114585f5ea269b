using IocOps.Swarm.Workspaces;

namespace IocOps.Swarm.Tests.Workspaces;

public sealed class WorkspaceLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _waitedFor = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_run_that_cannot_wait_is_told_who_holds_the_lock()
    {
        using var first = await Acquire("DeployAllIocs (process 1)", TimeSpan.Zero);

        var error = await Assert.ThrowsAsync<LockedException>(() => Acquire("second", TimeSpan.Zero));

        Assert.StartsWith("DeployAllIocs (process 1) is at work in this workspace;", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_waits_and_goes_on_when_the_first_ends()
    {
        var first = await Acquire("first", TimeSpan.Zero);
        var second = Acquire("second", TimeSpan.FromMinutes(1));
        Assert.False(second.IsCompleted);

        first.Dispose();

        using var acquired = await second;
        Assert.Equal(["first"], _waitedFor);
    }

    [Fact]
    public async Task A_holder_that_left_no_name_is_another_run()
    {
        using var first = await Acquire("first", TimeSpan.Zero);
        File.Delete(_folder["workspace.lock.holder"]);

        var error = await Assert.ThrowsAsync<LockedException>(() => Acquire("second", TimeSpan.Zero));

        Assert.StartsWith("another run is at work", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_file_that_may_not_be_written_is_said_with_its_folder()
    {
        Directory.CreateDirectory(_folder["workspace.lock"]);

        var error = await Assert.ThrowsAsync<NotWritableException>(() => Acquire("first", TimeSpan.Zero));

        Assert.StartsWith($"{_folder.Path} can't be written by this user", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        using var first = await Acquire("first", TimeSpan.Zero);
        using var cancel = new CancellationTokenSource();
        var second = Acquire("second", TimeSpan.FromMinutes(1), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    private Task<WorkspaceLock> Acquire(string holder, TimeSpan timeout, CancellationToken cancel = default) =>
        WorkspaceLock.AcquireAsync(_folder.Path, holder, timeout, _waitedFor.Add, cancel);
}
