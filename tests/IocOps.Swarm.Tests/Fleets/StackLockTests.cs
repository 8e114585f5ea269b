using Docker.DotNet.Models;
using IocOps.Swarm.Fleets;

namespace IocOps.Swarm.Tests.Fleets;

public sealed class StackLockTests : IDisposable
{
    private const string Name = "iocops-lock-dals";
    private readonly FakeSwarm _swarm = new(TimeProvider.System);
    private readonly List<string> _said = [];

    public void Dispose() => _swarm.Dispose();

    [Fact]
    public async Task A_free_lock_is_taken_at_once_and_given_back()
    {
        await using (await Acquire("first", TimeSpan.Zero)) Assert.Equal(Name, Assert.Single(_swarm.Configs).Spec!.Name);

        Assert.Empty(_swarm.Configs);
        Assert.Empty(_said);
    }

    [Fact]
    public async Task A_second_run_waits_tells_the_holder_once_and_goes_on_when_the_first_ends()
    {
        var first = await Acquire("first", TimeSpan.Zero);
        var second = Acquire("second", TimeSpan.FromMinutes(1));
        Assert.False(second.IsCompleted);

        await first.DisposeAsync();

        await using var acquired = await second;
        Assert.Equal(["Waiting for first, who changes the stack 'dals' now."], _said);
    }

    [Fact]
    public async Task A_run_that_cannot_wait_longer_is_told_who_holds_the_lock()
    {
        await using var first = await Acquire("DeployAllIocs of anna", TimeSpan.Zero);

        var error = await Assert.ThrowsAsync<StackLockedException>(() => Acquire("second", TimeSpan.Zero));

        Assert.StartsWith("DeployAllIocs of anna changes the stack 'dals'; waited 0 s", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "999999999")]
    [InlineData(1, "1")]
    [InlineData(2, "00000000-0000-0000-0000-000000000000")]
    public async Task The_lock_of_a_process_of_this_machine_that_is_gone_is_broken(int part, string value)
    {
        await HoldAsync(Environment.MachineName, Mark(part, value));

        await using var second = await Acquire("second", TimeSpan.Zero);

        Assert.Equal(["Breaking the lock of other, which is no longer alive."], _said);
    }

    [Theory]
    [InlineData("elsewhere", 0, "999999999")]
    [InlineData("elsewhere", 2, "00000000-0000-0000-0000-000000000000")]
    [InlineData(null, 3, "pid:[1]")]
    public async Task The_lock_of_another_machine_or_of_a_container_of_this_one_is_not_broken(string? host, int part, string value)
    {
        await HoldAsync(host ?? Environment.MachineName, Mark(part, value));

        await Assert.ThrowsAsync<StackLockedException>(() => Acquire("second", TimeSpan.Zero));

        Assert.Single(_swarm.Configs);
    }

    [Fact]
    public async Task Another_machine_of_the_same_name_is_another_machine()
    {
        var parts = Mark(2, "00000000-0000-0000-0000-000000000000").Split('@');
        parts[4] = "somebodyelse";
        await HoldAsync(Environment.MachineName, string.Join('@', parts));

        await Assert.ThrowsAsync<StackLockedException>(() => Acquire("second", TimeSpan.Zero));

        Assert.Single(_swarm.Configs);
    }

    [Fact]
    public async Task Who_breaks_a_lock_that_was_shown_breaks_no_other_one()
    {
        var first = await Acquire("first", TimeSpan.Zero);
        var shown = (await StackLock.HolderAsync(_swarm, "dals", default))!.Value;
        Assert.Equal("first", shown.Holder);
        await first.DisposeAsync();
        await using var second = await Acquire("second", TimeSpan.Zero);

        await Record.ExceptionAsync(() => _swarm.RemoveConfigAsync(shown.Id, default));

        Assert.Equal("second", (await StackLock.HolderAsync(_swarm, "dals", default))?.Holder);
    }

    [Fact]
    public async Task The_lock_is_given_back_after_an_exception_too()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await using var held = await Acquire("first", TimeSpan.Zero);
            throw new InvalidOperationException("the work failed");
        });

        Assert.Empty(_swarm.Configs);
    }

    // Of this process, with one part as another process would have it: number, start, boot, namespace.
    private static string Mark(int part, string value)
    {
        var parts = ProcessMark.OfThisProcess().ToString().Split('@');
        parts[part] = value;
        return string.Join('@', parts);
    }

    private Task<string> HoldAsync(string host, string mark) => _swarm.CreateConfigAsync(
        new SwarmConfigSpec
        {
            Name = Name,
            Labels = new Dictionary<string, string> { ["iocops.lock.holder"] = "other", ["iocops.lock.host"] = host, ["iocops.lock.process"] = mark },
        },
        default);

    private Task<StackLock> Acquire(string holder, TimeSpan timeout) => StackLock.AcquireAsync(_swarm, "dals", holder, timeout, _said.Add, default);
}
