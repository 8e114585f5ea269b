using IocOps.Core.Model;

namespace IocOps.Core.Tests.Model;

public sealed class SiteParsingTests
{
    [Fact]
    public void A_missing_site_is_said_once_and_the_iocs_are_checked_all_the_same()
    {
        var fleet = Sample.Parse(null, Sample.Folder("a", "databases: [x.db]\nhealth: none"));
        Assert.Null(fleet.Site);
        Assert.Equal(["SIT001", "IOC020"], fleet.Problems.Select(p => p.Code));
    }

    [Fact]
    public void Errors_of_the_site_do_not_turn_into_errors_of_the_iocs()
    {
        var fleet = Sample.Parse("stack: dals\ndefaults: {imgae: x}", Sample.Folder("a", "health: none"));
        Assert.Equal("iocs/site.yaml:2:12: error SIT002: there is no key 'imgae' in defaults; did you mean 'image'? Allowed: image, bin, host, modules, caputlog-json, environment, report, delivery, save-folder, health, deploy", Assert.Single(fleet.Problems).ToString());
    }

    [Theory]
    [InlineData("ioc:1", "reg.example.org:5000/ioc:1")]
    [InlineData("group/ioc:1", "reg.example.org:5000/group/ioc:1")]
    [InlineData("other.example.org/ioc:1", "other.example.org/ioc:1")]
    [InlineData("other:5000/ioc:1", "other:5000/ioc:1")]
    [InlineData("localhost/ioc:1", "localhost/ioc:1")]
    public void The_registry_is_put_before_images_that_name_none(string image, string full)
    {
        var fleet = Sample.ParseOne($"databases: [a.db]\nimage: {image}", site: "stack: dals\nregistry: reg.example.org:5000");
        Assert.Equal(full, fleet.Iocs.Single().Image);
    }

    [Fact]
    public void An_ioc_wins_over_the_defaults_key_by_key()
    {
        const string site = """
            stack: dals
            defaults:
              image: a:1
              modules: [autosave, caputlog]
              environment: {A: site, B: site}
              deploy:
                constraints: [node.role == worker]
                limits: {memory: 64M, cpus: 1}
              health: {interval: 5s, retries: 7}
            """;
        var ioc = Sample.ParseOne("""
            modules: [caputlog]
            environment: {B: ioc}
            databases: [a.db]
            deploy: {limits: {cpus: 2}}
            health: {retries: 2}
            """, site: site).Iocs.Single();
        Assert.Equal(new Modules(false, true, false, false, false), ioc.Modules);
        Assert.Equal([new Variable("A", "site"), new Variable("B", "ioc")], ioc.Environment);
        Assert.Equal(["node.role == worker"], ioc.Deploy.Constraints);
        Assert.Equal(new Resources(2, 64 << 20), ioc.Deploy.Limits);
        Assert.Equal(new HealthTiming(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), 2, TimeSpan.FromSeconds(30)), ioc.Health!.Timing);
    }

    [Fact]
    public void A_site_can_describe_its_own_images()
    {
        const string site = """
            stack: dals
            layout: ours
            layouts:
              ours:
                like: epics-containers
                run-folder: /run/{name}
                status-os-db: /x/{bin}/os.db
                asyn-record-db: none
            defaults: {image: a:1}
            """;
        var layout = Sample.ParseOne("databases: [a.db]\nbin: My-IOC", site: site).Iocs.Single().Layout;
        Assert.Equal("/run/ramper", layout.RunFolder);
        Assert.Equal("/x/My-IOC/os.db", layout.StatusOsDb);
        Assert.Null(layout.AsynRecordDb);
        Assert.Equal("/epics/ioc/bin/linux-x86_64/ioc", layout.Interpreter);
    }

    [Theory]
    [InlineData("stack: Dals", "SIT008")]
    [InlineData("registry: a", "SIT004")]
    [InlineData("stack: dals\nregistry: http://a", "SIT008")]
    [InlineData("stack: dals\nmount: srv", "SIT008")]
    [InlineData("stack: dals\nlog-server: a:b", "SIT008")]
    [InlineData("stack: dals\nlog-server: a:70000", "SIT008")]
    [InlineData("stack: dals\nlayout: none", "SIT005")]
    [InlineData("stack: dals\nlayouts: {st-ioc: {}}", "SIT022")]
    [InlineData("stack: dals\nlayouts: {x: {caget: 'a;b'}}", "SIT008")]
    [InlineData("stack: dals\ndefaults: {delivery: mount}", "SIT041")]
    [InlineData("stack: dals\nstack: dals", "YML006")]
    [InlineData("- dals", "SIT003")]
    public void Mistakes_of_the_site_are_found(string yaml, string code) => Assert.Equal(code, Assert.Single(Sample.Parse(yaml).Problems).Code);

    [Fact]
    public void Mount_delivery_needs_a_mount()
    {
        var fleet = Sample.ParseOne("databases: [a.db]\ndelivery: mount", site: "stack: dals\ndefaults: {image: a}");
        Assert.Equal("IOC041", Assert.Single(fleet.Problems).Code);
    }
}
