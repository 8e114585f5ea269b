using System.Formats.Tar;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>An IOC of the lab image in a container of its own, with files of the test.</summary>
internal sealed class LabIoc(DockerClient client) : IAsyncDisposable
{
    private const string Folder = "opt/EPICS/RUN/NAME";

    /// <summary>Longer than anything here takes: what hangs fails.</summary>
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    private string _id = "";

    /// <summary>Creates and starts it; without <paramref name="input"/> it has no open input, as a service without tty.</summary>
    public Task StartAsync(IReadOnlyDictionary<string, string> files, bool input) =>
        StartAsync(["bash", "-c", "cd RUN/NAME/startup/iocBoot && exec ./st.cmd"], files, input);

    /// <summary>Starts another program of the image in its place.</summary>
    public async Task StartAsync(string[] program, IReadOnlyDictionary<string, string> files, bool input)
    {
        var container = await client.Containers.CreateContainerAsync(new CreateContainerParameters
        {
            Image = LabImage.Reference,
            WorkingDir = "/opt/EPICS",
            Entrypoint = program,
            OpenStdin = input,
            HostConfig = new HostConfig { NetworkMode = "host" },
            Env = ["EPICS_CA_AUTO_ADDR_LIST=NO", "EPICS_CA_ADDR_LIST=127.255.255.255"],
        }, _limit.Token);
        _id = container.ID;
        using var archive = Archive(files);
        await client.Containers.ExtractArchiveToContainerAsync(_id, new CopyToContainerParameters { Path = "/" }, archive, _limit.Token);
        await client.Containers.StartContainerAsync(_id, new ContainerStartParameters(), _limit.Token);
    }

    public async Task<long> WaitAsync() => (await client.Containers.WaitContainerAsync(_id, _limit.Token)).StatusCode;

    public Task StopAsync() => client.Containers.StopContainerAsync(_id, new ContainerStopParameters { WaitBeforeKillSeconds = 10 }, _limit.Token);

    public async Task<string> LogAsync()
    {
        using var stream = await client.Containers.GetContainerLogsAsync(
            _id, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true }, _limit.Token);
        var (output, error) = await stream.ReadOutputToEndAsync(_limit.Token);
        return output + error;
    }

    /// <summary>Runs a program in it and gives its exit code and output.</summary>
    public async Task<(long Code, string Output)> RunAsync(params string[] command)
    {
        var exec = await client.Exec.CreateContainerExecAsync(
            _id, new ContainerExecCreateParameters { AttachStdout = true, AttachStderr = true, Cmd = command }, _limit.Token);
        using var stream = await client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters(), _limit.Token);
        var (output, error) = await stream.ReadOutputToEndAsync(_limit.Token);
        return ((await client.Exec.InspectContainerExecAsync(exec.ID, _limit.Token)).ExitCode ?? -1, output + error);
    }

    /// <summary>Waits until the log has a text, or the IOC ended.</summary>
    public async Task SaysAsync(string text)
    {
        while (!(await LogAsync()).Contains(text, StringComparison.Ordinal))
        {
            var state = (await client.Containers.InspectContainerAsync(_id, _limit.Token)).State;
            Assert.True(state?.Running, $"The IOC ended without saying '{text}':\n{await LogAsync()}");
            await Task.Delay(20, _limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _limit.Dispose();
        if (_id.Length > 0) await client.Containers.RemoveContainerAsync(_id, new ContainerRemoveParameters { Force = true });
    }

    private static MemoryStream Archive(IReadOnlyDictionary<string, string> files)
    {
        var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                var type = path.EndsWith('/') ? TarEntryType.Directory : TarEntryType.RegularFile;
                var entry = new UstarTarEntry(type, $"{Folder}/{path}") { Mode = (UnixFileMode)0b111_101_101 };
                if (type == TarEntryType.RegularFile) entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text));
                tar.WriteEntry(entry);
            }
        }

        bytes.Position = 0;
        return bytes;
    }
}
