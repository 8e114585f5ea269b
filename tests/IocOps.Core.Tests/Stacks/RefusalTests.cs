using System.Text;
using IocOps.Core.Stacks;

namespace IocOps.Core.Tests.Stacks;

/// <summary>What a stack file gets wrong, what is said of it, and where.</summary>
public sealed class RefusalTests
{
    private static List<Problem> Problems(string text, int dataBytes = 3)
    {
        var problems = new List<Problem>();
        var source = new StackSource("iocs/a/generated/stack.yaml", text, "s", Samples.Environment, path => path switch
        {
            "iocs/a/generated/data" => new ReadOnlyMemory<byte>(new byte[dataBytes]),
            "iocs/a/src/env" => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes("A=1\nB C=2\n=3\n")),
            _ => (ReadOnlyMemory<byte>?)null,
        });
        var stack = StackLoader.Load(source, problems);
        Assert.Equal(problems.Any(p => p.Severity == Severity.Error), stack is null);
        return problems;
    }

    private static string Service(string yaml) => "services:\n  a:\n    image: x\n" + string.Join('\n', yaml.Split('\n').Select(l => "    " + l)) + "\n";

    // code, line:column, a part of the message; the first line of the text is line 4.
    [Theory]
    [InlineData("imgae: y", "STK002 4:5", "did you mean 'image'?")]
    [InlineData("depends_on: [b]", "STK002 4:5", "Swarm ignores 'depends_on': Swarm starts everything at once")]
    [InlineData("devices: [/dev/ttyS0]", "STK002 4:5", "terminal server")]
    [InlineData("privileged: true", "STK002 4:5", "cap_add")]
    [InlineData("network_mode: host", "STK002 4:5", "hostnet: {external: true, name: host}")]
    [InlineData("tmpfs: /tmp", "STK002 4:5", "type: tmpfs")]
    [InlineData("mem_limit: 1g", "STK002 4:5", "deploy.resources.limits")]
    [InlineData("tty: yes", "STK001 4:10", "must be true or false")]
    [InlineData("command: {a: b}", "STK001 4:14", "must be a list")]
    [InlineData("command: \"a 'b\"", "STK106 4:14", "quote that is not closed")]
    [InlineData("command: [a, ]\nentrypoint: [~]", "STK001 5:18", "is empty")]
    [InlineData("stop_grace_period: 10", "STK106 4:24", "must be a duration such as 10s")]
    [InlineData("environment: {A: yes}", "STK012 4:22", "write \"yes\"")]
    [InlineData("environment: {A: 1.0}", "STK012 4:22", "write \"1.0\"")]
    [InlineData("environment: {A: 010}", "STK012 4:22", "write \"010\"")]
    [InlineData("environment: {A: 1e3}", "STK012 4:22", "write \"1e3\"")]
    [InlineData("environment: {5: a}", "STK012 4:19", "as a key")]
    [InlineData("environment: [A=1, A=2]", "STK109 4:24", "'A' twice")]
    [InlineData("environment: [=1]", "STK109 4:19", "no name")]
    [InlineData("env_file: ../../../../etc/passwd", "STK103 4:15", "leads out of the workspace")]
    [InlineData("env_file: /etc/passwd", "STK103 4:15", "leads out of the workspace")]
    [InlineData("env_file: [none]", "STK104 4:16", "there is no file iocs/a/generated/none")]
    [InlineData("hostname: ${}", "STK010 4:15", "'$' that begins no variable")]
    [InlineData("hostname: ${NOPE:?tell me}", "STK010 4:15", "NOPE must be set: tell me; IocOps takes none")]
    [InlineData("hostname: $TAG-x", "STK010 4:15", "write '${NAME}' in braces")]
    [InlineData("hostname: ${TAG?set-it}", "STK010 4:15", "two operations")]
    [InlineData("volumes: [\"../data:/data\"]", "STK108 4:15", "the nodes do not have it")]
    [InlineData("volumes: [{type: bind, source: rel, target: /x}]", "STK108 4:15", "the nodes do not have it")]
    [InlineData("volumes: [\"~/x:/x\"]", "STK108 4:15", "the nodes do not have it")]
    [InlineData("volumes: [\"none:/data\"]", "STK102 4:15", "'none' is not defined in the top-level volumes")]
    [InlineData("volumes: [\"/a:b\"]", "STK106 4:15", "must begin with '/'")]
    [InlineData("volumes: [\"/a:/b:r0\"]", "STK106 4:15", "'r0' is no option of a mount; did you mean 'ro'?")]
    [InlineData("volumes: [\"/a:/b:ro:z\"]", "STK106 4:15", "too many ':'")]
    [InlineData("volumes: [\"c:/b\"]", "STK106 4:15", "Windows drive")]
    [InlineData("volumes: [\"/a:/b:nocopy\"]", "STK107 4:15", "does not fit a mount of the type bind")]
    [InlineData("volumes: [\"/a:/b\", \"/c:/b\"]", "STK109 4:24", "mounts '/b' twice")]
    [InlineData("volumes: [{type: tmpfs, target: /x, source: y}]", "STK107 4:15", "a tmpfs has no source")]
    [InlineData("volumes: [{type: bind, target: /x}]", "STK106 4:15", "needs 'source:'")]
    [InlineData("volumes: [{type: bind, source: /x, target: /x, volume: {nocopy: true}}]", "STK107 4:60", "options of the type volume")]
    [InlineData("volumes: [{type: tmpfs, target: /x, tmpfs: {mode: 0777}}]", "STK002 4:49", "ignore 'tmpfs.mode'")]
    [InlineData("volumes: [{source: /x, target: /x}]", "STK003 4:15", "type is missing")]
    [InlineData("ports: [\"80:90:100:110\"]", "STK106 4:13", "Swarm publishes on every node")]
    [InlineData("ports: [\"127.0.0.1:80:80\"]", "STK106 4:13", "leave the address out")]
    [InlineData("ports: [\"80-81:90-92\"]", "STK106 4:13", "differ in length")]
    [InlineData("ports: [\"70000:80\"]", "STK106 4:13", "published port must be from 0 to 65535")]
    [InlineData("ports: [\"80/icmp\"]", "STK106 4:13", "'icmp' is no protocol")]
    [InlineData("ports: [\"\"]", "STK106 4:13", "is no port")]
    [InlineData("ports: [{target: 0}]", "STK004 4:22", "from 1 to 65535")]
    [InlineData("ports: [{published: 80}]", "STK003 4:13", "target is missing")]
    [InlineData("ports: [80]\ndeploy: {endpoint_mode: dnsrr}", "STK107 4:12", "mode: host")]
    [InlineData("ports: [\"80:80\", \"80:81\"]", "STK109 4:22", "publishes 80/tcp twice")]
    [InlineData("ports: [\"79-81:9000\", {target: 1, published: 80, mode: host}]", "STK109 4:27", "publishes 80/tcp twice")]
    [InlineData("volumes: [{type: volume, target: /x, volume: {nocopy: true}}]", "STK107 4:15", "ignores 'volume:' of a volume without a source")]
    [InlineData("volumes: [{type: bind, source: /x, target: /x, consistency: cached}]", "STK004 4:65", "Swarm ignores 'consistency'")]
    [InlineData("networks: [none]", "STK102 4:16", "not defined in the top-level networks")]
    [InlineData("networks: {default: {ipv4_address: 10.0.0.1}}", "STK002 4:26", "Swarm chooses addresses")]
    [InlineData("configs: [c]", "STK102 4:15", "not defined in the top-level configs")]
    [InlineData("secrets: [{target: x}]", "STK003 4:15", "source is missing")]
    [InlineData("healthcheck: {test: [caget, X]}", "STK106 4:25", "write '[CMD, caget, …]'")]
    [InlineData("healthcheck: {test: [CMD]}", "STK106 4:25", "names no program")]
    [InlineData("healthcheck: {disable: true, retries: 3}", "STK107 4:34", "has no effect")]
    [InlineData("healthcheck: {interval: 1us}", "STK106 4:29", "at least 1ms")]
    [InlineData("healthcheck: {retries: -1}", "STK004 4:28", "from 0")]
    [InlineData("ulimits: {NOFILE: 1}", "STK106 4:15", "is no ulimit")]
    [InlineData("ulimits: {nofile: {soft: 1}}", "STK003 4:23", "hard is missing")]
    [InlineData("extra_hosts: [log=]", "STK106 4:19", "must be 'name:address'")]
    [InlineData("extra_hosts: [log]", "STK106 4:19", "must be 'name:address'")]
    [InlineData("dns: [example.org]", "STK106 4:10", "must be IP addresses")]
    [InlineData("restart: \"no\"", "STK106 4:14", "condition: none")]
    [InlineData("restart: sometimes", "STK106 4:14", "must be always")]
    [InlineData("restart: always\ndeploy: {restart_policy: {}}", "STK107 4:14", "no effect beside")]
    [InlineData("isolation: full", "STK004 4:16", "default or process or hyperv")]
    [InlineData("oom_score_adj: 5000", "STK004 4:20", "from -1000 to 1000")]
    [InlineData("credential_spec: {file: a, registry: b}", "STK107 4:32", "takes one of")]
    [InlineData("deploy: {mode: gobal}", "STK004 4:20", "did you mean 'global'?")]
    [InlineData("deploy: {mode: global, replicas: 2}", "STK107 4:38", "no meaning in the mode global")]
    [InlineData("deploy: {mode: replicated-job, update_config: {}}", "STK107 4:51", "no meaning in the mode replicated-job")]
    [InlineData("deploy: {mode: global-job, rollback_config: {}}", "STK107 4:49", "no meaning in the mode global-job")]
    [InlineData("deploy: {replicas: 08}", "STK001 4:24", "octal")]
    [InlineData("deploy: {replicas: -1}", "STK004 4:24", "at least 0")]
    [InlineData("deploy: {replica: 1}", "STK002 4:14", "did you mean 'replicas'?")]
    [InlineData("deploy: {labels: {iocops.owner: me}}", "STK101 4:37", "set by IocOps")]
    [InlineData("deploy: {resources: {limits: {memory: lots}}}", "STK106 4:43", "must be a size such as 64M")]
    [InlineData("deploy: {resources: {limits: {memory: 4194303}}}", "STK105 4:43", "must be at least 4M; this is '4194303'")]
    [InlineData("deploy: {resources: {reservations: {memory: 1k}}}", "STK105 4:49", "must be at least 4M")]
    [InlineData("deploy: {resources: {limits: {cpus: '0.0009'}}}", "STK105 4:41", "must be at least 0.001")]
    [InlineData("deploy: {resources: {limits: {cpus: '0.0000000001'}}}", "STK106 4:41", "number of processors")]
    [InlineData("deploy: {resources: {reservations: {pids: 1}}}", "STK002 4:41", "limits.pids")]
    [InlineData("deploy: {update_config: {failure_action: undo}}", "STK004 4:46", "pause or continue or rollback")]
    [InlineData("deploy: {rollback_config: {failure_action: rollback}}", "STK004 4:48", "pause or continue")]
    [InlineData("deploy: {update_config: {max_failure_ratio: 2}}", "STK004 4:49", "from 0 to 1")]
    [InlineData("deploy: {placement: {constraints: [node.hostnam==a]}}", "STK106 4:40", "did you mean 'node.hostname'?")]
    [InlineData("deploy: {placement: {constraints: [node.role=manager]}}", "STK106 4:40", "write attribute==value")]
    [InlineData("deploy: {placement: {preferences: [{spread: node.id}]}}", "STK106 4:49", "spreads over labels only")]
    public void A_service_that_docker_would_bend_or_break_is_refused(string yaml, string place, string message)
    {
        var problem = Assert.Single(Problems(Service(yaml)));
        Assert.Equal(place, $"{problem.Code} {problem.Line}:{problem.Column}");
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal("iocs/a/generated/stack.yaml", problem.File);
    }

    [Theory]
    [InlineData("", "STK003", "the file is empty")]
    [InlineData("version: \"3\"", "STK003", "services is missing")]
    [InlineData("[]", "STK001", "the file must be a mapping")]
    [InlineData("services: {a: }", "STK003", "services.a says nothing")]
    [InlineData("services: {a: {}}", "STK003", "image is missing")]
    [InlineData("services: {a: {image: A}}", "STK106", "is no name of an image")]
    [InlineData("services: {a.b: {image: x}}", "STK101", "is no service name")]
    [InlineData("services: {a b: {image: x}}", "STK101", "is no key for services")]
    [InlineData("services: {a-: {image: x}}", "STK101", "begin and end with a letter or digit")]
    [InlineData("services: {aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: {image: x}}", "STK101", "has 72 characters")]
    [InlineData("version: 3.8\nservices: {a: {image: x}}", "STK001", "write version: \"3.8\"")]
    [InlineData("version: \"2\"\nservices: {a: {image: x}}", "STK004", "\"3\" to \"3.13\"")]
    [InlineData("name: mine\nservices: {a: {image: x}}", "STK004", "site.yaml")]
    [InlineData("service: {}\nservices: {a: {image: x}}", "STK002", "did you mean 'services'?")]
    [InlineData("services: {a: {image: x}}\nconfigs: {c: }", "STK003", "write 'file:'")]
    [InlineData("services: {a: {image: x}}\nconfigs: {c: {content: hello}}", "STK002", "write the data into a file")]
    [InlineData("services: {a: {image: x}}\nconfigs: {c: {file: /etc/passwd}}", "STK103", "leads out of the workspace")]
    [InlineData("services: {a: {image: x}}\nconfigs: {c: {file: ../../../../x}}", "STK103", "leads out of the workspace")]
    [InlineData("services: {a: {image: x, configs: [c]}}\nconfigs: {c: {file: ./none}}", "STK104", "there is no file iocs/a/generated/none")]
    [InlineData("services: {a: {image: x}}\nconfigs: {c: {external: true, file: ./data}}", "STK107", "is external")]
    [InlineData("services: {a: {image: x}}\nconfigs: {c: {file: ./data, name: '-'}}", "STK101", "is no name for a config")]
    [InlineData("services: {a: {image: x}}\nsecrets: {c: {file: ./data, driver: d}}", "STK107", "exclude each other")]
    [InlineData("services: {a: {image: x}}\nnetworks: {net: {external: true, driver: overlay}}", "STK107", "'driver' has no effect")]
    [InlineData("services: {a: {image: x}}\nnetworks: {net: {external: {name: a}, name: b}}", "STK107", "exclude each other")]
    [InlineData("services: {a: {image: x}}\nnetworks: {net: {enable_ipv6: true}}", "STK002", "--ipv6")]
    [InlineData("services: {a: {image: x}}\nnetworks: {net: {ipam: {config: [{gateway: 10.0.0.1}]}}}", "STK002", "the subnet alone")]
    [InlineData("services: {a: {image: x}}\nnetworks: {default: {driver: bridge}}", "STK107", "ends at its machine")]
    [InlineData("services: {a: {image: x}}\nnetworks: {net: {ipam: {config: [{subnet: 10.0.0.0}]}}}", "STK106", "is no subnet")]
    [InlineData("services: {a: {image: x}}\nnetworks: {net: {ipam: {config: [{subnet: 10.0.0/33}]}}}", "STK106", "is no subnet")]
    [InlineData("services: {a: {image: x}}\nvolumes: {v: {x-cluster-spec: {group: g}}}", "STK004", "ignore 'x-cluster-spec'")]
    [InlineData("services: {a: {image: x, configs: [c, {source: d, target: c}]}}\nconfigs: {c: {file: ./data}, d: {file: ./data}}", "STK109", "writes 'c' twice")]
    [InlineData("services: {a: {image: x, configs: [{source: c, mode: 444}]}}\nconfigs: {c: {file: ./data}}", "STK106", "begin with 0, such as 0444")]
    [InlineData("services: {a: {image: x, configs: [{source: c, mode: \"0444\"}]}}\nconfigs: {c: {file: ./data}}", "STK106", "without quotes")]
    [InlineData("services: {a: {image: x, credential_spec: {config: none}}}", "STK102", "not defined in the top-level configs")]
    [InlineData("services:\n\ta: 1", "YML003", "tab")]
    [InlineData("services: {a: {image: x}, a: {image: y}}", "YML006", "occurs twice")]
    public void A_file_that_docker_would_bend_or_break_is_refused(string text, string code, string message)
    {
        var problem = Assert.Single(Problems(text));
        Assert.Equal(code, problem.Code);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    // Those of the schema of the docker CLI (3.13) that do not reach a service, and those of newer compose files.
    [Theory]
    [InlineData("build cgroupns_mode cgroup_parent container_name depends_on devices domainname expose external_links ipc links mac_address network_mode pid privileged security_opt shm_size tmpfs userns_mode")]
    [InlineData("annotations attach blkio_config cgroup cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset develop device_cgroup_rules extends gpus group_add label_file")]
    [InlineData("mem_limit mem_reservation mem_swappiness memswap_limit oom_kill_disable pids_limit platform post_start pre_stop profiles pull_policy runtime scale storage_opt uts volume_driver volumes_from")]
    public void A_key_that_swarm_ignores_is_refused_with_what_to_do_instead(string keys)
    {
        foreach (var key in keys.Split(' '))
            Assert.StartsWith($"Swarm ignores '{key}': ", Assert.Single(Problems(Service($"{key}: x"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "is empty; Swarm keeps no empty config")]
    [InlineData(512_000, "has 512000 bytes; Swarm keeps a config below 512000")]
    [InlineData(600_000, "Deliver it by a mount")]
    public void Data_that_swarm_does_not_take_is_refused(int bytes, string message) =>
        Assert.Contains(message, Assert.Single(Problems("services: {a: {image: x}}\nconfigs: {c: {file: ./data}}", bytes)).Message, StringComparison.Ordinal);

    [Fact]
    public void Data_just_below_the_limit_is_taken() =>
        Assert.Empty(Problems("services: {a: {image: x}}\nconfigs: {c: {file: ./data}}", 511_999));

    [Fact]
    public void All_mistakes_are_told_in_one_run_in_the_order_of_the_file()
    {
        var problems = Problems("services:\n  a:\n    imag: x\n    tty: 1\n  b:\n    image: x\n    networks: [n]\n");
        Assert.Equal([3, 3, 4, 7], problems.Select(p => p.Line).Order());
        Assert.Equal(problems.Select(p => p.Line).Order(), problems.Select(p => p.Line));
    }

    [Fact]
    public void A_mistake_behind_an_anchor_is_told_once()
    {
        var problems = Problems("x-a: &a\n  image: x\n  tty: maybe\nservices:\n  a: *a\n  b: *a\n");
        Assert.Equal([3], problems.Select(p => p.Line).Distinct());
    }

    [Fact]
    public void A_variable_that_is_not_set_is_a_warning_and_empty()
    {
        var problems = Problems(Service("hostname: a${NOPE}b"));
        Assert.Equal(("STK011", Severity.Warning), (Assert.Single(problems).Code, problems[0].Severity));
    }

    [Fact]
    public void Lines_of_an_env_file_are_checked_in_that_file()
    {
        var problems = Problems(Service("env_file: ../src/env"));
        Assert.Equal([("iocs/a/src/env", 2), ("iocs/a/src/env", 3)], problems.Select(p => (p.File, p.Line)));
    }

    [Fact]
    public void A_billion_laughs_are_refused_at_once()
    {
        var text = new StringBuilder("x-0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++) text.Append($"x-{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        Assert.Contains("values after aliases are unfolded", Assert.Single(Problems(text.ToString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_within_itself_is_refused() =>
        Assert.Equal("YML003", Assert.Single(Problems("services: &s\n  a: *s\n")).Code);
}
