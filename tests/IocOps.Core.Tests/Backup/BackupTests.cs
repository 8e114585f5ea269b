using IocOps.Core.Backup;
using IocOps.Core.Operations;
using IocOps.Core.Projects;

namespace IocOps.Core.Tests.Backup;

public sealed class BackupTests
{
    private static readonly DateTime Time = new(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_name_says_which_swarm_when_and_what_and_is_read_again()
    {
        var name = new BackupName("upfyvve7", Time, true, true);
        Assert.Equal("iocops-swarm-upfyvve7-20260301T080000Z-logical.tar.gz.enc", name.ToString());
        Assert.Equal(name, BackupName.Parse(name.ToString()));
        Assert.Null(BackupName.Parse("iocops-swarm-../x-20260301T080000Z.tar.gz"));
        Assert.Null(BackupName.Parse("backup.tar.gz"));
    }

    [Fact]
    public void Only_older_archives_of_the_same_swarm_and_kind_are_surplus_and_never_the_new_one()
    {
        // The clock is finer than the name.
        var made = new BackupName("c", Time.AddMilliseconds(7), false, false);
        string[] names =
        [
            "photo.jpg", "iocops-swarm-c-old.tar.gz", $"{made}",
            .. Enumerable.Range(1, 4).Select(d => $"{made with { Time = Time.AddDays(-d), Encrypted = d == 2 }}"),
            $"{made with { Cluster = "other", Time = Time.AddYears(-1) }}", $"{made with { Online = true, Time = Time.AddYears(-1) }}",
        ];

        Assert.Equal(["iocops-swarm-c-20260225T080000Z.tar.gz", "iocops-swarm-c-20260226T080000Z.tar.gz"], BackupName.Surplus(names, made, 3));
        Assert.Empty(BackupName.Surplus(names, made, 5));
        Assert.Equal(4, BackupName.Surplus(names, made, 1).Count);
    }

    [Fact]
    public void What_differs_is_named_and_its_value_is_not()
    {
        var wanted = Copy(service: """{"Name":"a","TaskTemplate":{"ContainerSpec":{"Env":["PASSWORD=x"]}}}""", label: "3");
        var found = Copy(service: """{"Name":"a","TaskTemplate":{"ContainerSpec":{"Env":["PASSWORD=y"]}}}""", label: "4");

        Assert.Equal(["service a differs in Spec.TaskTemplate.ContainerSpec.Env", "node n1 differs in Labels.rack"], LogicalComparison.Of(wanted, found));
        Assert.Empty(LogicalComparison.Of(wanted, wanted));
        Assert.Equal(["service a is missing", "service b is there and not in the copy"], LogicalComparison.Of(Copy("""{"Name":"a"}""", "3"), Copy("""{"Name":"b"}""", "3")));
    }

    [Fact]
    public void A_copy_becomes_stacks_by_names_and_what_others_deployed_is_left_out()
    {
        var copy = LogicalCopy.Of(new Dictionary<string, string>
        {
            ["services"] = """
                [{"ID":"1","Spec":{"Name":"t_srv-a","Labels":{"com.docker.stack.namespace":"t","iocops.owner":"ioc/a"},
                  "TaskTemplate":{"ContainerSpec":{"Image":"i","StopGracePeriod":5000000000,"Configs":[{"ConfigID":"c1","ConfigName":"t_c"}],"Secrets":[{"SecretID":"s1","SecretName":"key"}]},"Networks":[{"Target":"h1"}]}}},
                 {"ID":"2","Spec":{"Name":"web","Labels":{}}}]
                """,
            ["configs"] = """[{"ID":"c1","Spec":{"Name":"t_c","Data":"YWJj","Labels":{"com.docker.stack.namespace":"t"}}},{"ID":"c2","Spec":{"Name":"iocops-lock-t","Data":"Cg=="}}]""",
            ["networks"] = """[{"Id":"h1","Name":"host","Scope":"swarm"},{"Id":"l","Name":"bridge","Scope":"local"}]""",
            ["nodes"] = "[]",
            ["secrets"] = """[{"ID":"s1","Spec":{"Name":"key"}}]""",
            ["swarm"] = "{}",
        });

        var stacks = LogicalStacks.Of(copy);

        var stack = Assert.Single(Assert.Single(stacks.Swarms).Stacks).Stack;
        var service = Assert.Single(stack.Services).Spec;
        Assert.Equal(["web"], stacks.LeftOut);
        Assert.Equal("host", service.TaskTemplate!.Networks![0].Target);
        Assert.Equal(TimeSpan.FromSeconds(5), service.TaskTemplate.ContainerSpec!.StopGracePeriod);
        Assert.Equal("abc", System.Text.Encoding.UTF8.GetString(Assert.Single(stack.Configs).Data.Span));
        Assert.Equal(["host", "key"], stack.Externals.Select(e => e.Name));
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 2, false)]
    [InlineData(3, 3, true)]
    [InlineData(3, 2, false)]
    [InlineData(5, 4, true)]
    public void The_engine_of_a_manager_may_stop_when_the_others_still_decide(int managers, int reachable, bool may)
    {
        var nodes = Enumerable.Range(1, managers).Select(n => new NodeRow
        {
            Id = $"{n}",
            Name = $"m{n}",
            Role = "manager",
            State = "ready",
            Availability = "active",
            Reachability = n <= reachable ? "reachable" : "unreachable",
        }).ToList();

        Assert.Equal(may, Quorum.WhyNotStop(nodes, nodes[0]) is null);
    }

    [Theory]
    [InlineData("iocops-project-backup", 2, "format 2, and this IocOps reads up to format 1")]
    [InlineData("iocops-project-backup", 0, "never was one")]
    [InlineData("iocops-swarm-backup", 1, "it is no backup of IOCs")]
    public void An_archive_of_IOCs_that_is_newer_is_told_as_newer_also_where_it_has_other_fields(string type, int format, string why)
    {
        var json = System.Text.Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","format":{{format}},"kind":[]}""");

        Assert.Contains(why, Assert.Throws<BackupFormatException>(() => ProjectManifest.Parse(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Managers_that_were_given_up_do_not_count_when_an_engine_may_stop()
    {
        NodeRow[] nodes = [Manager("m1") with { Reachability = "reachable" }, Manager("m2"), Manager("m3")];

        Assert.Null(Quorum.WhyNotStop(nodes, nodes[0]));

        static NodeRow Manager(string name) => new() { Id = name, Name = name, Role = "manager", State = "down", Availability = "active" };
    }

    private static LogicalCopy Copy(string service, string label) => LogicalCopy.Of(new Dictionary<string, string>
    {
        ["services"] = $$$"""[{"ID":"s1","Spec":{{{service}}} }]""",
        ["configs"] = "[]",
        ["networks"] = "[]",
        ["nodes"] = $$$"""[{"ID":"n1","Description":{"Hostname":"m1"},"Spec":{"Labels":{"rack":"{{{label}}}"},"Role":"manager","Availability":"active"}}]""",
        ["secrets"] = "[]",
        ["swarm"] = """{"Spec":{"Name":"default"}}""",
    });
}
