using Docker.DotNet;
using Docker.DotNet.Models;
using IocOps.Swarm.Lab;

namespace IocOps.Swarm.Tests.Lab;

[Collection(LabCollection.Name)]
public sealed class LabServiceTests(LabFixture lab)
{
    private const string Script = """
        #!/opt/EPICS/IOC/ST-IOC/bin/linux-x86_64/ST-IOC
        cd "/opt/EPICS/IOC/ST-IOC"
        dbLoadDatabase("dbd/ST-IOC.dbd")
        ST_IOC_registerRecordDeviceDriver(pdbbase)
        dbLoadRecords("db/status_ioc.db","IOC=demo")
        iocInit()

        """;

    [LabFact]
    public async Task A_service_of_the_lab_image_becomes_healthy_on_the_host_network()
    {
        await lab.ClearAsync();
        using var client = lab.Client();
        var config = await client.Configs.CreateConfigAsync(new SwarmCreateConfigParameters
        {
            Config = new SwarmConfigSpec { Name = "demo-st.cmd", Data = System.Text.Encoding.UTF8.GetBytes(Script) },
        });
        await client.Swarm.CreateServiceAsync(new ServiceCreateParameters { Service = Service(config.ID) });

        Assert.Equal("healthy", await HealthAsync(client));
        await lab.ClearAsync();
        Assert.Empty(await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }));
    }

    private static ServiceSpec Service(string config) => new()
    {
        Name = "demo",
        TaskTemplate = new TaskSpec
        {
            Networks = [new NetworkAttachmentConfig { Target = "host" }],
            ContainerSpec = new ContainerSpec
            {
                Image = LabImage.Reference,
                Command = ["bash", "-c", "exec /st.cmd"],
                TTY = true,
                Env = ["EPICS_CA_AUTO_ADDR_LIST=NO", "EPICS_CA_ADDR_LIST=127.255.255.255"],
                Configs =
                [
                    new SwarmConfigReference
                    {
                        ConfigID = config,
                        ConfigName = "demo-st.cmd",
                        File = new ConfigReferenceFileTarget { Name = "/st.cmd", UID = "0", GID = "0", Mode = 365 },
                    },
                ],
                Healthcheck = new HealthcheckConfig
                {
                    Test = ["CMD", "caget", "-w", "1", "demo:HEARTBEAT"],
                    Interval = TimeSpan.FromSeconds(1),
                    Timeout = TimeSpan.FromSeconds(5),
                    Retries = 3,
                },
            },
        },
    };

    private static async Task<string> HealthAsync(DockerClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            foreach (var container in await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, limit.Token))
            {
                var health = (await client.Containers.InspectContainerAsync(container.ID, limit.Token)).State?.Health?.Status;
                if (health is "healthy" or "unhealthy") return health;
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
