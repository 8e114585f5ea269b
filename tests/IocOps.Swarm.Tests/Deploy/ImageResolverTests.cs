using IocOps.Core.Planning;
using IocOps.Swarm.Deploy;
using IocOps.Swarm.Docker;
using static IocOps.Swarm.Tests.Specs;

namespace IocOps.Swarm.Tests.Deploy;

public sealed class ImageResolverTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly FakeSwarm _swarm = new(new ManualTime());
    private readonly List<string> _warnings = [];

    public ImageResolverTests()
    {
        _swarm.Images["r:5/ioc:1"] = new("sha256:aa", [new() { Architecture = "amd64", OS = "linux" }]);
        _swarm.Images["plain"] = new("sha256:bb", []);
    }

    public void Dispose()
    {
        _swarm.Dispose();
        _home.Dispose();
    }

    private RegistryLogins Logins => new(new DockerEnvironment(new Dictionary<string, string>(), _home.Path, false));

    private Task<Plan> Resolve(ResolveImage mode, params ServiceChange[] changes) =>
        new ImageResolver(_swarm, Logins).ResolveAsync(Plan(changes), mode, _warnings.Add, default);

    private static string? Image(Plan plan, int index = 0) => plan.Changes[index].Desired!.TaskTemplate!.ContainerSpec!.Image;

    [Fact]
    public async Task A_hundred_services_of_one_image_ask_once()
    {
        var plan = await Resolve(ResolveImage.Changed, [.. Enumerable.Range(0, 100).Select(i => Change(ChangeKind.Create, $"s{i}", Service($"s{i}", "r:5/ioc:1")))]);
        Assert.All(plan.Changes, c => Assert.Equal("r:5/ioc:1@sha256:aa", c.Desired!.TaskTemplate!.ContainerSpec!.Image));
        Assert.Equal("amd64", plan.Changes[0].Desired!.TaskTemplate!.Placement!.Platforms!.Single().Architecture);
        Assert.Equal(["InspectImage r:5/ioc:1"], _swarm.Calls);
    }

    [Fact]
    public async Task A_name_without_a_tag_means_latest() =>
        Assert.Equal("plain:latest@sha256:bb", Image(await Resolve(ResolveImage.Changed, Change(ChangeKind.Create, "a", Service("a", "plain")))));

    [Fact]
    public async Task Without_an_answer_the_tag_stays_and_one_warning_says_so()
    {
        var plan = await Resolve(ResolveImage.Changed, Change(ChangeKind.Create, "a", Service("a", "x:1")), Change(ChangeKind.Create, "b", Service("b", "x:1")));
        Assert.Equal("x:1", Image(plan, 1));
        Assert.StartsWith("The digest of x:1 is not known", Assert.Single(_warnings));
    }

    [Fact]
    public async Task Never_and_unchanged_ask_nobody()
    {
        await Resolve(ResolveImage.Never, Change(ChangeKind.Create, "a", Service("a", "plain")));
        await Resolve(ResolveImage.Changed, Change(ChangeKind.Unchanged, "a", Service("a", "plain")));
        Assert.Empty(_swarm.Calls);
    }

    [Fact]
    public async Task Always_turns_a_moved_tag_into_an_update_and_leaves_what_has_not_moved()
    {
        var moved = Service("a", "r:5/ioc:1");
        moved.TaskTemplate!.ContainerSpec!.Image = "r:5/ioc:1@sha256:old";
        var same = Service("b", "r:5/ioc:1");
        same.TaskTemplate!.ContainerSpec!.Image = "r:5/ioc:1@sha256:aa";
        var plan = await Resolve(ResolveImage.Always, Change(ChangeKind.Unchanged, "a", moved), Change(ChangeKind.Unchanged, "b", same));
        Assert.Equal([ChangeKind.Update, ChangeKind.Unchanged], plan.Changes.Select(c => c.Kind));
        Assert.Equal(new FieldDifference("image", "r:5/ioc:1@sha256:old", "r:5/ioc:1@sha256:aa"), plan.Changes[0].Differences.Single());
    }

    [Fact]
    public async Task An_image_is_asked_for_once_also_over_several_plans_and_its_trouble_told_once()
    {
        var images = new ImageResolver(_swarm, Logins);
        for (var i = 0; i < 2; i++)
        {
            await images.ResolveAsync(
                Plan(Change(ChangeKind.Create, "a", Service("a", "plain")), Change(ChangeKind.Create, "b", Service("b", "x:1"))), ResolveImage.Always, _warnings.Add, default);
        }

        Assert.Equal(["InspectImage plain", "InspectImage x:1"], _swarm.Calls.Order(StringComparer.Ordinal));
        Assert.Single(_warnings);
    }

    [Theory]
    [InlineData("ioc:1", null)]
    [InlineData("reg.example:5000/ioc:1", "me")]
    [InlineData("old.example/ioc", "you")]
    public async Task Logins_come_from_the_docker_configuration(string image, string? user)
    {
        _home.With(".docker/config.json", """{"auths":{"reg.example:5000":{"auth":"bWU6c2VjcmV0"},"https://old.example/v1/":{"auth":"eW91OnNlY3JldA=="}}}""");
        var login = await Logins.FindAsync(image, default);
        Assert.Equal(user, login?.User);
        Assert.DoesNotContain("secret", $"{login}");
    }

    [Fact]
    public async Task A_missing_credential_helper_is_named()
    {
        _home.With(".docker/config.json", """{"credHelpers":{"reg.example":"no-such-helper"}}""");
        Assert.Contains("docker-credential-no-such-helper", (await Assert.ThrowsAsync<SwarmException>(() => Logins.FindAsync("reg.example/a", default))).Message);
        Assert.Null(await Logins.FindAsync("other.example/a", default));
    }
}
