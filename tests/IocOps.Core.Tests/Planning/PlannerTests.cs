using Docker.DotNet.Models;
using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

public sealed class PlannerTests
{
    private static readonly Owner Global = new(OwnerKind.Global, "log");

    private static Fleet Deployed(params string[] iocs)
    {
        var fleet = new Fleet();
        foreach (var ioc in iocs) fleet.Ioc(ioc);
        return fleet.Deploy();
    }

    [Fact]
    public void What_does_not_exist_is_created_with_its_owner_and_its_configs()
    {
        var plan = new Fleet().Ioc("a").Plan();
        var change = Assert.Single(plan.Changes);
        Assert.Equal((ChangeKind.Create, "s_srv-a", "ioc/a"), (change.Kind, change.Service, change.Desired!.Labels[Owner.Label]));
        Assert.Matches("^s_st.cmd-[0-9a-f]{12}$", Assert.Single(plan.NewConfigs).Name);
        Assert.True(plan.HasChanges);
    }

    [Fact]
    public void An_unchanged_fleet_gets_no_write()
    {
        var plan = Deployed("a", "b").Plan();
        Assert.All(plan.Changes, c => Assert.Equal(ChangeKind.Unchanged, c.Kind));
        Assert.All(plan.Changes, c => Assert.Empty(c.Differences));
        Assert.False(plan.HasChanges);
        Assert.Empty(plan.UnusedConfigs);
        Assert.Empty(plan.Problems);
    }

    [Fact]
    public void The_loaded_stack_is_not_changed_by_planning()
    {
        var fleet = new Fleet().Ioc("a");
        fleet.Plan();
        Assert.DoesNotContain(Owner.Label, fleet.Desired.Stacks[0].Stack.Services[0].Spec.Labels.Keys);
    }

    [Fact]
    public void A_changed_file_updates_that_ioc_alone_and_shows_the_lines()
    {
        var fleet = new Fleet().Ioc("a", stCmd: "one\ntwo\nthree\n").Ioc("b").Deploy();
        fleet.Ioc("a", stCmd: "one\n2\nthree\n");
        var plan = fleet.Plan();
        Assert.Equal([ChangeKind.Update, ChangeKind.Unchanged], plan.Changes.Select(c => c.Kind));
        var difference = Assert.Single(plan.Changes[0].Differences);
        Assert.Equal("configs[/st.cmd]", difference.Path);
        Assert.Equal("1 line differs", difference.Summary);
        Assert.Equal(["- two", "+ 2"], difference.Lines);
        Assert.True(plan.Changes[0].RestartsTasks);
        Assert.Single(plan.NewConfigs);
    }

    [Fact]
    public void A_line_shows_that_a_secret_changed_and_not_to_what()
    {
        var fleet = new Fleet().Ioc("a", stCmd: "epicsEnvSet(\"GATE_PASSWORD\",\"old one\")\n").Deploy();
        fleet.Ioc("a", stCmd: "epicsEnvSet(\"GATE_PASSWORD\",\"new one\")\n");
        Assert.Equal(["- epicsEnvSet(\"GATE_PASSWORD\",(hidden)", "+ epicsEnvSet(\"GATE_PASSWORD\",(hidden)"], Assert.Single(fleet.Plan().Changes[0].Differences).Lines);
    }

    [Theory]
    [InlineData("image: lab/ioc:2", "image", "lab/ioc:1", "lab/ioc:2")]
    [InlineData("environment: {A: \"1\"}", "environment[A]", null, "1")]
    [InlineData("environment: {DB_PASSWORD: hunter2}", "environment[DB_PASSWORD]", null, "(hidden)")]
    [InlineData("deploy: {labels: {api-token: abc}}", "deploy.labels[api-token]", null, "(hidden)")]
    [InlineData("labels: {db: 'postgres://u:hunter2@h/x'}", "labels[db]", null, "(hidden)")]
    [InlineData("logging: {driver: splunk, options: {splunk-token: abc}}", "logging.options[splunk-token]", null, "(hidden)")]
    [InlineData("command: [x, --password=abc, '--db-password', abc, -v]", "command", null, "x --password=(hidden) --db-password (hidden) -v")]
    [InlineData("healthcheck: {test: 'curl https://u:hunter2@h/x'}", "healthcheck.test", null, "CMD-SHELL 'curl https://u:(hidden)@h/x'")]
    [InlineData("volumes: [{type: bind, source: /secret-files, target: /x}]", "volumes[/x]", null, "bind /secret-files")]
    [InlineData("tty: true", "tty", null, "true")]
    [InlineData("command: [a, 'b c']", "command", null, "a 'b c'")]
    [InlineData("stop_grace_period: 30s", "stop_grace_period", null, "30s")]
    [InlineData("stop_grace_period: 0s", "stop_grace_period", null, "0s")]
    [InlineData("deploy: {restart_policy: {delay: 0s}}", "deploy.restart_policy.delay", null, "0s")]
    [InlineData("deploy: {resources: {limits: {memory: 64M}}}", "deploy.resources.limits.memory", null, "64M")]
    [InlineData("deploy: {replicas: 2}", "deploy.replicas", null, "2")]
    [InlineData("deploy: {labels: {a: b}}", "deploy.labels[a]", null, "b")]
    [InlineData("healthcheck: {test: [CMD, caget, X]}", "healthcheck.test", null, "CMD caget X")]
    public void A_difference_has_its_path_in_a_stack_file_and_both_values(string more, string path, string? before, string after)
    {
        var fleet = Deployed("a");
        var image = more.StartsWith("image", StringComparison.Ordinal);
        fleet.Stack(new Owner(OwnerKind.Ioc, "a"), "iocs/a/generated/stack.yaml", $$$"""
            services:
              srv-a:
                {{{(image ? more : "image: lab/ioc:1\n    " + more)}}}
                networks: [hostnet]
                configs: [{source: st.cmd, target: /st.cmd}]
            networks: {hostnet: {external: true, name: host}}
            configs: {st.cmd: {file: ./st.cmd}}
            """);
        var change = Assert.Single(fleet.Plan().Changes);
        Assert.Equal(ChangeKind.Update, change.Kind);
        var difference = change.Differences.Single(d => d.Path == path);
        Assert.Equal((before, after), (difference.Before?.Split('@')[0], difference.After));
    }

    [Theory]
    [InlineData("oom_score_adj: 100", "1.45", "oom_score_adj is left out, as the engine of the swarm does not know it (it speaks API 1.45); Docker Engine 27.0 (API 1.46) does. It is in s_srv-a, s_srv-b, s_srv-c and 1 more")]
    [InlineData("oom_score_adj: 100", "1.46", null)]
    [InlineData("healthcheck: {test: [CMD, x], start_interval: 1s}", "1.43", "healthcheck.start_interval is left out, as the engine of the swarm does not know it (it speaks API 1.43); Docker Engine 25.0 (API 1.44) does. It is in s_srv-a, s_srv-b, s_srv-c and 1 more")]
    [InlineData("healthcheck: {test: [CMD, x], start_interval: 1s}", "1.44", null)]
    [InlineData("healthcheck: {test: [CMD, x]}", "1.41", null)]
    public void What_the_engine_is_too_old_for_is_a_warning_and_left_out_until_it_is_new_enough(string more, string api, string? warning)
    {
        var fleet = new Fleet { Api = System.Version.Parse(api) };
        foreach (var ioc in new[] { "d", "c", "b", "a" }) fleet.Ioc(ioc, more);
        var problems = fleet.Plan().Problems;
        Assert.Equal(warning is null ? [] : [("PLN105", warning, Severity.Warning)], problems.Select(p => (p.Code, p.Message, p.Severity)));
        fleet.Deploy();
        Assert.False(fleet.Plan().HasChanges);
        fleet.Api = new(1, 55);
        Assert.Equal(warning is null ? 0 : 4, fleet.Plan().Changes.Count(c => c.Kind == ChangeKind.Update));
        Assert.Empty(fleet.Plan().Problems);
    }

    [Fact]
    public void Scaling_or_a_service_label_restarts_no_task()
    {
        var fleet = Deployed("a");
        Assert.False(fleet.Ioc("a", "deploy: {replicas: 2, labels: {x: z}}").Change("s_srv-a").RestartsTasks);
    }

    [Fact]
    public void The_digest_that_docker_found_is_no_difference_and_is_kept()
    {
        var fleet = Deployed("a");
        fleet.Ioc("a", "tty: true");
        var change = fleet.Change("s_srv-a");
        Assert.Equal(["tty"], change.Differences.Select(d => d.Path));
        Assert.StartsWith("lab/ioc:1@sha256:", change.Desired!.TaskTemplate!.ContainerSpec!.Image, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_somebody_changed_by_hand_is_put_back()
    {
        var fleet = Deployed("a");
        fleet.Live("s_srv-a").Spec!.TaskTemplate!.ContainerSpec!.Image = $"lab/other:1@sha256:{new string('b', 64)}";
        var difference = Assert.Single(fleet.Change("s_srv-a").Differences);
        Assert.Equal(("image", "lab/ioc:1"), (difference.Path, difference.After));
        Assert.Equal("lab/ioc:1", fleet.Change("s_srv-a").Desired!.TaskTemplate!.ContainerSpec!.Image);
    }

    [Fact]
    public void History_labels_are_kept_and_no_difference()
    {
        var fleet = Deployed("a");
        fleet.Live("s_srv-a").Spec!.Labels["iocops.deployed-by"] = "me";
        Assert.Equal(ChangeKind.Unchanged, fleet.Change("s_srv-a").Kind);
        fleet.Ioc("a", "tty: true");
        Assert.Equal("me", fleet.Change("s_srv-a").Desired!.Labels["iocops.deployed-by"]);
    }

    [Fact]
    public void A_forced_update_by_hand_is_kept()
    {
        var fleet = Deployed("a");
        fleet.Live("s_srv-a").Spec!.TaskTemplate!.ForceUpdate = 3;
        Assert.Equal(ChangeKind.Unchanged, fleet.Change("s_srv-a").Kind);
        Assert.Equal(3ul, fleet.Ioc("a", "tty: true").Change("s_srv-a").Desired!.TaskTemplate!.ForceUpdate);
    }

    [Fact]
    public void A_service_that_was_rolled_back_is_updated_again()
    {
        var fleet = Deployed("a");
        var old = fleet.Live("s_srv-a").Spec;
        fleet.Ioc("a", "tty: true").Deploy();
        var live = fleet.Live("s_srv-a");
        (live.PreviousSpec, live.Spec) = (live.Spec, old);
        live.UpdateStatus = new UpdateStatus { State = "rollback_completed" };
        Assert.Equal(ChangeKind.Update, fleet.Change("s_srv-a").Kind);
    }

    [Fact]
    public void A_change_of_mode_recreates()
    {
        var fleet = Deployed("a");
        Assert.Equal(ChangeKind.Recreate, fleet.Ioc("a", "deploy: {mode: global}").Change("s_srv-a").Kind);
    }

    [Fact]
    public void Only_the_selected_iocs_are_touched_but_all_names_are_checked()
    {
        var fleet = new Fleet().Ioc("a").Ioc("b");
        Assert.Equal(["s_srv-b"], fleet.Plan(PlanScope.Iocs(["b"])).Changes.Select(c => c.Service));
        Assert.Empty(fleet.Plan(PlanScope.Global()).Changes);
    }

    [Fact]
    public void An_orphan_is_listed_and_removed_only_when_pruning()
    {
        var fleet = Deployed("a", "b").Without("b");
        var plan = fleet.Plan();
        Assert.Equal(["s_srv-b"], plan.Orphans);
        Assert.False(plan.HasChanges);
        var prune = fleet.Plan(PlanScope.AllIocs(prune: true));
        Assert.Equal((ChangeKind.Remove, "s_srv-b"), prune.Changes.Where(c => c.Kind != ChangeKind.Unchanged).Select(c => (c.Kind, c.Service)).Single());
    }

    [Fact]
    public void What_runs_of_an_ioc_whose_folder_is_broken_is_no_orphan()
    {
        var fleet = Deployed("a", "b").Without("b");
        fleet.Others.Add(new Owner(OwnerKind.Ioc, "b"));
        var plan = fleet.Plan(PlanScope.AllIocs(prune: true));
        Assert.Empty(plan.Orphans);
        Assert.False(plan.HasChanges);
        Assert.Empty(plan.UnusedConfigs);
    }

    [Fact]
    public void Iocs_and_global_services_do_not_prune_each_other()
    {
        var fleet = Deployed("a").Stack(Global, "iocs/_global/generated/stack.yaml", "services: {srv-log: {image: x}}").Deploy(PlanScope.Global());
        fleet.Without("log").Without("a");
        Assert.Equal(["s_srv-a"], fleet.Plan(PlanScope.AllIocs(prune: true)).Changes.Select(c => c.Service));
        Assert.Equal(["s_srv-log"], fleet.Plan(PlanScope.Global(prune: true)).Changes.Select(c => c.Service));
    }

    [Fact]
    public void A_service_deployed_by_hand_from_the_same_file_is_adopted()
    {
        var fleet = Deployed("a");
        fleet.Live("s_srv-a").Spec!.Labels.Remove(Owner.Label);
        var change = fleet.Change("s_srv-a");
        Assert.Equal([("deploy.labels[iocops.owner]", (string?)null, "ioc/a")], change.Differences.Select(d => (d.Path, d.Before, d.After!)));
        Assert.False(change.RestartsTasks);
    }

    [Fact]
    public void A_service_of_the_stack_that_nobody_claims_is_shown_and_never_pruned()
    {
        var fleet = Deployed("a", "b").Without("b");
        fleet.Live("s_srv-b").Spec!.Labels.Remove(Owner.Label);
        var plan = fleet.Plan(PlanScope.AllIocs(prune: true));
        Assert.Equal(["s_srv-b"], plan.Orphans);
        Assert.False(plan.HasChanges);
        Assert.Equal(("PLN102", Severity.Warning), (plan.Problems.Single().Code, plan.Problems.Single().Severity));
        Assert.True(plan.IsApplicable);
    }

    [Theory]
    [InlineData(null, "belongs to no stack")]
    [InlineData("web", "belongs to the stack 'web'")]
    public void A_same_named_service_of_somebody_else_is_left_alone(string? stack, string expected)
    {
        var fleet = Deployed("a");
        if (stack is null) fleet.Live("s_srv-a").Spec!.Labels.Remove("com.docker.stack.namespace");
        else fleet.Live("s_srv-a").Spec!.Labels["com.docker.stack.namespace"] = stack;
        var plan = fleet.Plan();
        Assert.Empty(plan.Changes);
        Assert.False(plan.IsApplicable);
        var problem = Assert.Single(plan.Problems);
        Assert.Equal(("PLN002", "iocs/a/generated/stack.yaml", 2), (problem.Code, problem.File, problem.Line));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_owners_of_one_service_are_a_problem()
    {
        var fleet = new Fleet().Ioc("log").Stack(Global, "iocs/_global/generated/stack.yaml", "services: {srv-log: {image: x}}");
        Assert.Equal("s_srv-log is wanted by ioc/log and by global/log (iocs/_global/generated/stack.yaml); rename one", fleet.Plan().Problems.Single().Message);
    }

    [Fact]
    public void What_another_ioc_still_owns_is_not_taken()
    {
        var fleet = Deployed("a");
        fleet.Live("s_srv-a").Spec!.Labels[Owner.Label] = "ioc/b";
        fleet.Others.Add(new Owner(OwnerKind.Ioc, "b"));
        Assert.Equal("PLN003", fleet.Plan().Problems.Single().Code);
    }

    [Fact]
    public void A_missing_external_object_is_found_before_any_write()
    {
        var fleet = new Fleet().Stack(new Owner(OwnerKind.Ioc, "a"), "f.yaml", """
            services:
              srv-a: {image: x, networks: [wide], configs: [conf], secrets: [key]}
            networks: {wide: {external: true}}
            configs: {conf: {external: true}}
            secrets: {key: {external: true}}
            """);
        fleet.Networks.Add(new NetworkResponse { Name = "wise", ID = "1", Scope = "swarm" });
        Assert.Equal(
            [
                "f.yaml:3: error PLN004: the external network wide does not exist; did you mean 'wise'?; create it first (docker network create --driver overlay)",
                "f.yaml:4: error PLN004: the external config conf does not exist; create it first (docker config create)",
                "f.yaml:5: error PLN004: the external secret key does not exist; create it first (docker secret create)",
            ],
            fleet.Plan().Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void Removing_iocs_needs_no_folder_and_frees_their_configs()
    {
        var fleet = new Fleet().Ioc("a", stCmd: "a\n").Ioc("b", stCmd: "b\n").Deploy().Without("a");
        var plan = fleet.Plan(PlanScope.RemoveIocs(["a"]));
        Assert.Equal((ChangeKind.Remove, "s_srv-a"), plan.Changes.Select(c => (c.Kind, c.Service)).Single());
        Assert.Single(plan.UnusedConfigs);
        fleet.Deploy(PlanScope.RemoveIocs(["a"]));
        Assert.Equal(["s_srv-b"], fleet.Services.Select(s => s.Spec!.Name));
    }

    [Fact]
    public void Removing_an_ioc_that_does_not_run_is_a_warning_with_the_nearest_name()
    {
        var plan = Deployed("ramper").Plan(PlanScope.RemoveIocs(["rampre"]));
        Assert.Empty(plan.Changes);
        Assert.Equal("nothing of 'rampre' is in the stack s; did you mean 'ramper'?", plan.Problems.Single().Message);
    }

    [Fact]
    public void Removing_everything_takes_unclaimed_services_of_the_stack_too_and_no_others()
    {
        var fleet = Deployed("a", "b", "c");
        fleet.Live("s_srv-b").Spec!.Labels.Remove(Owner.Label);
        fleet.Live("s_srv-c").Spec!.Labels["com.docker.stack.namespace"] = "other";
        Assert.Equal(["s_srv-a", "s_srv-b"], fleet.Plan(PlanScope.RemoveAll()).Changes.Select(c => c.Service));
    }

    [Fact]
    public void Removing_everything_takes_the_networks_of_the_stack_that_nobody_else_is_on()
    {
        var fleet = Deployed("a", "b");
        var other = fleet.Live("s_srv-b").Spec!;
        other.Labels["com.docker.stack.namespace"] = "other";
        (string Name, string Stack)[] networks = [("s_default", "s"), ("s_back", "s"), ("x_default", "x")];
        foreach (var (name, stack) in networks)
            fleet.Networks.Add(new() { Name = name, ID = $"{name}-id", Scope = "swarm", Labels = new Dictionary<string, string> { ["com.docker.stack.namespace"] = stack } });
        fleet.Live("s_srv-a").Spec!.TaskTemplate!.Networks = [new() { Target = "s_default-id" }];
        other.TaskTemplate!.Networks = [new() { Target = "s_back-id" }];

        var plan = fleet.Plan(PlanScope.RemoveAll());

        Assert.Equal(["s_default"], plan.UnusedNetworks.Select(n => n.Name));
        Assert.Contains("- network s_default (unused)", PlanText.Lines(plan));
        Assert.Empty(fleet.Plan(PlanScope.RemoveIocs(["a"])).UnusedNetworks);
    }

    [Fact]
    public void A_config_stays_as_long_as_a_rollback_needs_it()
    {
        var fleet = new Fleet().Ioc("a", stCmd: "1\n").Deploy().Ioc("a", stCmd: "2\n").Deploy();
        Assert.Equal(2, fleet.Configs.Count);
        Assert.Empty(fleet.Plan().UnusedConfigs);
        fleet.Ioc("a", stCmd: "3\n").Deploy();
        Assert.Equal("1\n", System.Text.Encoding.UTF8.GetString(Assert.Single(fleet.Plan().UnusedConfigs).Spec.Data!));
    }

    [Fact]
    public void A_config_under_a_name_of_its_own_is_never_collected_and_never_changed()
    {
        const string Text = "services: {srv-a: {image: x, configs: [c]}}\nconfigs: {c: {file: ./st.cmd, name: mine}}";
        var owner = new Owner(OwnerKind.Ioc, "a");
        var fleet = new Fleet().Ioc("a", stCmd: "1\n").Stack(owner, "iocs/a/generated/stack.yaml", Text).Deploy();
        Assert.False(fleet.Plan().HasChanges);
        fleet.Ioc("a", stCmd: "2\n").Stack(owner, "iocs/a/generated/stack.yaml", Text);
        Assert.Equal(["PLN006"], fleet.Plan().Problems.Select(p => p.Code));
        fleet.Ioc("a", stCmd: "1\n").Deploy().Ioc("a", "tty: true", "1\n").Deploy();
        Assert.DoesNotContain("mine", fleet.Plan().UnusedConfigs.Select(c => c.Spec.Name));
    }

    [Fact]
    public void One_config_for_two_iocs_is_created_once()
    {
        Assert.Single(new Fleet().Ioc("a").Ioc("b").Plan().NewConfigs);
    }

    [Fact]
    public void A_stack_network_is_created_once_and_not_taken_from_others()
    {
        const string Text = "services: {srv-NAME: {image: x}}";
        var fleet = new Fleet().Stack(new Owner(OwnerKind.Ioc, "a"), "a.yaml", Text.Replace("NAME", "a", StringComparison.Ordinal))
            .Stack(new Owner(OwnerKind.Ioc, "b"), "b.yaml", Text.Replace("NAME", "b", StringComparison.Ordinal));
        Assert.Equal(["s_default"], fleet.Plan().NewNetworks.Select(n => n.Name));
        Assert.False(fleet.Deploy().Plan().HasChanges);
        fleet.Networks[0].Labels.Clear();
        Assert.All(fleet.Plan().Problems, p => Assert.Equal("PLN005", p.Code));
        Assert.NotEmpty(fleet.Plan().Problems);
    }
}
