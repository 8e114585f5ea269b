using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

/// <summary>What the swarm, and not the stack file alone, makes impossible: told before anything is written.</summary>
public sealed class PlanRefusalTests
{
    [Theory]
    [InlineData("{type: volume, source: v, target: /x, volume: {subpath: y}}", "1.44", "s_srv-a has volume.subpath, and the engine of the swarm does not know it (it speaks API 1.44); Docker Engine 26.0 (API 1.45) does; remove it, or deploy when all managers and nodes run that")]
    [InlineData("{type: volume, source: v, target: /x, volume: {subpath: y}}", "1.45", null)]
    [InlineData("{type: image, source: x, target: /x}", "1.47", "s_srv-a has a volume of the type image, and the engine of the swarm does not know it (it speaks API 1.47); Docker Engine 28.0 (API 1.48) does; remove it, or deploy when all managers and nodes run that")]
    [InlineData("{type: image, source: x, target: /x}", "1.48", null)]
    [InlineData("{type: cluster, source: 'group:g', target: /x}", "1.41", "s_srv-a has a volume of the type cluster, and the engine of the swarm does not know it (it speaks API 1.41); Docker Engine 23.0 (API 1.42) does; remove it, or deploy when all managers and nodes run that")]
    public void Without_what_changes_the_files_of_a_service_it_is_refused_by_an_old_engine(string volume, string api, string? error)
    {
        var problems = new Fleet { Api = System.Version.Parse(api) }.Ioc("a", $"volumes: [{volume}]", top: "volumes: {v: }").Plan().Problems;
        Assert.Equal(error is null ? [] : [("PLN008", "iocs/a/generated/stack.yaml", error, Severity.Error)], problems.Select(p => (p.Code, p.File, p.Message, p.Severity)));
    }

    [Theory]
    [InlineData("80:80", "80:81", true)]
    [InlineData("80:80", "80:80/udp", false)]
    [InlineData("80:80", "81:80", false)]
    [InlineData("80", "80", false)]
    public void A_port_is_published_by_one_service(string one, string other, bool refused)
    {
        var both = new Fleet().Ioc("a", $"ports: ['{one}']").Ioc("b", $"ports: ['{other}']");
        var live = new Fleet().Ioc("a", $"ports: ['{one}']").Deploy().Without("a").Ioc("b", $"ports: ['{other}']");
        Assert.Equal(refused ? ["s_srv-a publishes port 80/tcp, and s_srv-b does, too; choose another one", "s_srv-b publishes port 80/tcp, and s_srv-a does, too; choose another one"] : [], both.Plan().Problems.Select(p => p.Message));
        Assert.Equal(refused ? ["PLN007"] : [], live.Plan().Problems.Select(p => p.Code));
    }

    [Fact]
    public void A_port_that_all_publish_on_their_own_nodes_only_is_everybodys_and_a_service_may_keep_its_own()
    {
        const string Host = "ports: [{target: 80, published: 80, mode: host}]";
        var fleet = new Fleet().Ioc("a", Host).Ioc("b", Host).Ioc("c", "ports: ['81:80']");
        Assert.Empty(fleet.Plan().Problems);
        Assert.Empty(fleet.Deploy().Ioc("c", "ports: ['81:81']").Plan().Problems);
        Assert.NotEmpty(fleet.Ioc("c", "ports: ['80:80']").Plan().Problems);
    }

    [Theory]
    [InlineData("configs: {c: {file: ./st.cmd, name: mine, labels: {x: z}}}", true)]
    [InlineData("configs: {c: {file: ./st.cmd, name: mine, template_driver: golang}}", true)]
    [InlineData("configs: {c: {file: ./st.cmd, name: mine}}", false)]
    [InlineData("configs: {c: {file: ./st.cmd, labels: {x: z}}}", false)]
    public void A_config_under_a_name_of_its_own_does_not_keep_old_labels_in_silence(string top, bool refused)
    {
        var fleet = new Fleet().Ioc("a").Stack(A, Path, $"{Service}configs: {{c: {{file: ./st.cmd, name: mine}}}}").Deploy().Stack(A, Path, Service + top);
        Assert.Equal(refused ? ["PLN006"] : [], fleet.Plan().Problems.Select(p => p.Code));
    }

    [Theory]
    [InlineData("attachable: true", "attachable")]
    [InlineData("internal: true, labels: {a: b}", "internal, labels")]
    [InlineData("driver_opts: {encrypted: ''}", "driver_opts")]
    [InlineData("ipam: {config: [{subnet: 10.1.0.0/24}]}", "ipam")]
    [InlineData("driver: overlay", null)]
    public void A_network_that_is_not_as_its_file_says_is_a_warning(string changed, string? what)
    {
        const string Joined = "services: {srv-a: {image: x}}\nnetworks: {default: {";
        var fleet = new Fleet().Stack(A, Path, Joined + "}}").Deploy().Stack(A, Path, Joined + changed + "}}");
        Assert.Equal(
            what is null ? [] : [("PLN106", Severity.Warning, $"the network s_default stays as it was made, and its {what} differs from this file; Docker can't change it: give it another name, or remove it ('docker network rm s_default') when no service is on it")],
            fleet.Plan().Problems.Select(p => (p.Code, p.Severity, p.Message)));
    }

    private const string Path = "iocs/a/generated/stack.yaml";

    private const string Service = "services: {srv-a: {image: x, configs: [c]}}\n";

    private static readonly Owner A = new(OwnerKind.Ioc, "a");
}
