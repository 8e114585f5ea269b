using IocOps.Swarm.Dev;

namespace IocOps.Swarm.Tests.Dev;

public sealed class ToolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_cancelled_program_has_time_to_clean_up()
    {
        using var cancel = new CancellationTokenSource();
        var run = Tool.RunAsync("sh", ["-c", "trap 'touch cleaned; exit 3' TERM; touch ready; while :; do sleep 0.1; done"], _folder.Path, cancel.Token);
        while (!File.Exists(_folder["ready"])) await Task.Delay(10);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.True(File.Exists(_folder["cleaned"]));
    }

    [Fact]
    public async Task The_exit_code_of_a_program_is_given() =>
        Assert.Equal(3, await Tool.RunAsync("sh", ["-c", "exit 3"], _folder.Path, default));

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var error = await Assert.ThrowsAsync<ToolMissingException>(() => Tool.RunAsync("iocops-no-such-program", [], _folder.Path, default));

        Assert.StartsWith("'iocops-no-such-program' can't be started", error.Message, StringComparison.Ordinal);
    }
}
