using System.Security.Cryptography;
using System.Text;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Tests.Docker;

public sealed class DockerEndpointTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly Dictionary<string, string> _variables = [];

    public void Dispose() => _home.Dispose();

    private DockerEnvironment Environment => new(_variables, _home.Path, false, _home["docker.sock"]);

    private DockerEndpoint Resolve(EndpointChoice? choice = null, bool windows = false) =>
        DockerEndpoint.Resolve(choice ?? new(), Environment with { IsWindows = windows });

    private string Refusal(EndpointChoice? choice = null) => Assert.Throws<SwarmException>(() => Resolve(choice)).Message;

    private void Context(string name, string host, string more = "")
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        _home.With($".docker/contexts/meta/{id}/meta.json", $$"""{"Name":"{{name}}","Endpoints":{"docker":{"Host":"{{host}}"{{more}} } } }""");
    }

    [Fact]
    public void Nobody_chose_so_it_is_the_default_socket() => Assert.Equal($"unix://{_home["docker.sock"]}", Resolve().ToString());

    [Fact]
    public void On_windows_the_default_is_dockers_pipe() => Assert.Equal("npipe:////./pipe/docker_engine", Resolve(windows: true).ToString());

    [Fact]
    public void The_option_wins_over_DOCKER_HOST_which_wins_over_DOCKER_CONTEXT_which_wins_over_the_current_context()
    {
        Context("current", "tcp://current:1");
        Context("named", "tcp://named:2");
        _home.With(".docker/config.json", """{"currentContext":"current"}""");
        Assert.Equal("tcp://current:1", Resolve().ToString());
        _variables["DOCKER_CONTEXT"] = "named";
        Assert.Equal("tcp://named:2", Resolve().ToString());
        _variables["DOCKER_HOST"] = "tcp://variable:3";
        Assert.Equal(("tcp://variable:3", "DOCKER_HOST"), (Resolve().ToString(), Resolve().Source));
        Assert.Equal("tcp://option:4", Resolve(new("tcp://option:4")).ToString());
        Assert.Equal("tcp://named:2", Resolve(new(Context: "named")).ToString());
    }

    [Theory]
    [InlineData("a", "tcp://a:2375")]
    [InlineData("tcp://a:1,tcp://b:2", "tcp://a:1 tcp://b:2")]
    [InlineData("tcp://a:1, ssh://op@b , unix:///run/c", "tcp://a:1 ssh://op@b unix:///run/c")]
    [InlineData("a:1,b:2", "tcp://a:1 tcp://b:2")]
    [InlineData("tcp://a:1,tcp://a:1", "tcp://a:1")]
    [InlineData("unix:///run/x,y.sock", "unix:///run/x,y.sock")]
    [InlineData("unix:///run/x,y.sock,tcp://b:2", "unix:///run/x,y.sock tcp://b:2")]
    public void Several_managers_are_named_with_commas(string text, string all)
    {
        _variables["DOCKER_HOST"] = text;
        Assert.Equal(all, string.Join(' ', DockerEndpoint.ResolveAll(new(), Environment)));
        Assert.Equal(all, string.Join(' ', DockerEndpoint.ResolveAll(new(text), Environment)));
    }

    [Fact]
    public void Several_contexts_are_named_with_commas()
    {
        Context("one", "tcp://one:1");
        Context("two", "tcp://two:2");
        Assert.Equal(["tcp://one:1", "tcp://two:2"], DockerEndpoint.ResolveAll(new(Context: "one, two"), Environment).Select(e => $"{e}"));
    }

    [Fact]
    public void A_comma_with_nothing_beside_it_is_a_mistake() =>
        Assert.Contains("'tcp://a:1,' (from --docker-host) has a comma with nothing beside it", Refusal(new("tcp://a:1,")));

    [Fact]
    public void What_is_about_one_engine_takes_no_list()
    {
        _variables["DOCKER_HOST"] = "tcp://a:1,tcp://b:2";
        Assert.Equal("This is about one engine, and DOCKER_HOST names 2: tcp://a:1, tcp://b:2; name the one that is meant with --docker-host", Refusal());
    }

    [Fact]
    public void Host_and_context_together_contradict() => Assert.Contains("only one", Refusal(new("tcp://a", "b")));

    [Fact]
    public void An_empty_variable_is_no_choice()
    {
        _variables["DOCKER_HOST"] = "";
        Assert.Equal("the default", Resolve().Source);
    }

    [Fact]
    public void DOCKER_CONFIG_moves_the_contexts()
    {
        _home.With("else/config.json", """{"currentContext":""}""");
        _variables["DOCKER_CONFIG"] = _home["else"];
        _variables["DOCKER_CONTEXT"] = "lab";
        Assert.Contains("there are no contexts", Refusal());
    }

    [Fact]
    public void An_unknown_context_is_answered_with_the_nearest_and_all_there_are()
    {
        Context("accelerator", "tcp://a:1");
        _variables["DOCKER_CONTEXT"] = "acelerator";
        Assert.Equal("There is no docker context 'acelerator' (from DOCKER_CONTEXT); did you mean 'accelerator'?; there are: default, accelerator", Refusal());
    }

    [Fact]
    public void A_context_brings_its_certificates()
    {
        Context("tls", "tcp://far:2376");
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("tls")));
        _home.With($".docker/contexts/tls/{id}/docker/ca.pem", "x");
        var tls = Resolve(new(Context: "tls")).Tls!;
        Assert.EndsWith($"{id}/docker/ca.pem", tls.CaFile!.Replace('\\', '/'));
        Assert.Null(tls.CertFile);
        Assert.False(tls.SkipVerify);
    }

    [Fact]
    public void A_context_without_certificates_is_plain_unless_it_skips_verification()
    {
        Context("plain", "tcp://far:2375");
        Assert.Null(Resolve(new(Context: "plain")).Tls);
        Context("skip", "tcp://far:2376", ""","SkipTLSVerify":true""");
        Assert.True(Resolve(new(Context: "skip")).Tls!.SkipVerify);
    }

    [Fact]
    public void DOCKER_TLS_VERIFY_takes_the_certificates_of_DOCKER_CERT_PATH()
    {
        _home.With("certs/ca.pem", "x").With("certs/cert.pem", "x").With("certs/key.pem", "x");
        _variables["DOCKER_HOST"] = "tcp://far";
        _variables["DOCKER_TLS_VERIFY"] = "1";
        _variables["DOCKER_CERT_PATH"] = _home["certs"];
        var endpoint = Resolve();
        Assert.Equal("tcp://far:2376", endpoint.ToString());
        Assert.Equal(new TlsMaterial(_home["certs/ca.pem"], _home["certs/cert.pem"], _home["certs/key.pem"], false), endpoint.Tls);
    }

    [Fact]
    public void DOCKER_CERT_PATH_without_an_authority_is_refused_where_it_shall_be_verified()
    {
        _variables["DOCKER_HOST"] = "tcp://far";
        _variables["DOCKER_TLS_VERIFY"] = "1";
        _variables["DOCKER_CERT_PATH"] = _home["nowhere"];
        var refused = Assert.Throws<SwarmException>(() => Resolve());
        Assert.True(refused.IsUsage);
        Assert.Contains($"There is no ca.pem in {_home["nowhere"]}", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:///run/d.sock", EndpointKind.Unix, "unix:///run/d.sock")]
    [InlineData("far", EndpointKind.Tcp, "tcp://far:2375")]
    [InlineData("10.0.0.1:99", EndpointKind.Tcp, "tcp://10.0.0.1:99")]
    [InlineData("tcp://[::1]:5/", EndpointKind.Tcp, "tcp://[::1]:5")]
    [InlineData("ssh://op@far:22/run/d.sock", EndpointKind.Ssh, "ssh://op@far:22/run/d.sock")]
    [InlineData("ssh://far", EndpointKind.Ssh, "ssh://far")]
    [InlineData(@"npipe:////./pipe/x", EndpointKind.NamedPipe, "npipe:////./pipe/x")]
    public void Addresses_are_read_as_the_docker_command_reads_them(string text, EndpointKind kind, string same)
    {
        var endpoint = DockerEndpoint.Parse(text, "test");
        Assert.Equal((kind, same), (endpoint.Kind, endpoint.ToString()));
    }

    [Theory]
    [InlineData("unix://relative")]
    [InlineData("ftp://a")]
    [InlineData("tcp://")]
    [InlineData("tcp://a/path")]
    [InlineData("ssh://-oProxyCommand=x")]
    [InlineData("ssh://u:secret@far")]
    [InlineData("")]
    public void What_is_no_address_says_where_it_came_from(string text) =>
        Assert.Contains("(from DOCKER_HOST) is no address", Assert.Throws<SwarmException>(() => DockerEndpoint.Parse(text, "DOCKER_HOST")).Message);

    [Fact]
    public void A_broken_configuration_is_named()
    {
        _home.With(".docker/config.json", "{ not json");
        Assert.Contains("config.json can't be read", Refusal());
    }
}
