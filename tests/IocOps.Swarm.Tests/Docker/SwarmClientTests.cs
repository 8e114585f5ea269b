using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Docker.DotNet.Models;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Tests.Docker;

public sealed class SwarmClientTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EngineStandIn _engine;
    private readonly SwarmClient _swarm;

    public SwarmClientTests()
    {
        _engine = EngineStandIn.OnSocket(_folder["d.sock"]);
        _swarm = new SwarmClient(At(_folder["d.sock"]));
    }

    public async ValueTask DisposeAsync()
    {
        _swarm.Dispose();
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    private static DockerEndpoint At(string socket) => DockerEndpoint.Parse("unix://" + socket, "DOCKER_HOST");

    private static EngineStandIn.Response Message(int status, string text) => new(status, $$"""{"message":"{{text}}"}""");

    private async Task<string> Complaint(Func<SwarmClient, Task> act, SwarmClient? other = null)
    {
        var error = await Assert.ThrowsAnyAsync<SwarmException>(() => act(other ?? _swarm));
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    [Theory]
    [InlineData("1.41", "/v1.41/nodes")]
    [InlineData("1.47", "/v1.47/nodes")]
    [InlineData("1.99", "/v1.55/nodes")]
    public async Task The_api_version_is_the_highest_that_both_sides_know(string engines, string path)
    {
        _engine.ApiVersion = engines;
        _engine.Answer = _ => new(200, "[]");
        await _swarm.ListNodesAsync(default);
        Assert.Equal(["/_ping", path], _engine.Requests.Select(r => r.Path));
    }

    [Fact]
    public async Task An_engine_29_that_serves_no_old_versions_is_served()
    {
        (_engine.ApiVersion, _engine.MinimumVersion) = ("1.52", "1.44");
        _engine.Answer = _ => new(200, """[{"ID":"a","NewInThatVersion":{"x":[1]},"Spec":{"Name":"s","Another":null}}]""");
        Assert.Equal("s", Assert.Single(await _swarm.ListServicesAsync(default)).Spec!.Name);
        Assert.Equal(new System.Version(1, 52), _swarm.ApiVersion);
    }

    [Fact]
    public async Task An_engine_that_serves_only_newer_versions_than_we_know_says_so()
    {
        (_engine.ApiVersion, _engine.MinimumVersion) = ("1.99", "1.60");
        Assert.Contains("client version 1.55 is too old. Minimum supported API version is 1.60", await Complaint(s => s.ListNodesAsync(default)));
    }

    [Fact]
    public async Task An_engine_older_than_20_10_is_refused()
    {
        _engine.ApiVersion = "1.40";
        Assert.Contains("too old (API 1.40)", await Complaint(s => s.ListNodesAsync(default)));
    }

    [Fact]
    public async Task A_web_server_is_no_engine()
    {
        _engine.PingAnswers = false;
        _engine.ApiVersion = "";
        Assert.Contains("is no Docker engine: it names no API version (HTTP 404)", await Complaint(s => s.ListNodesAsync(default)));
    }

    [Fact]
    public async Task Many_calls_after_each_other_use_one_connection()
    {
        _engine.Answer = _ => new(200, "[]");
        for (var i = 0; i < 20; i++) await _swarm.ListNodesAsync(default);
        Assert.Equal(1, _engine.Connections);
    }

    [Fact]
    public async Task Observing_takes_a_constant_number_of_calls()
    {
        _engine.Answer = r => r.Path.Contains("/networks/host", StringComparison.Ordinal) ? new(200, """{"Name":"host","Id":"h1"}""")
            : r.Path.Contains("/networks/", StringComparison.Ordinal) ? Message(404, "network bridge not found") : new(200, "[]");
        var observed = await SwarmReader.ObserveAsync(_swarm, default);
        Assert.Equal("h1", Assert.Single(observed.PredefinedNetworks).Value);
        Assert.Equal(
            ["/_ping", "/v1.41/configs", "/v1.41/networks", "/v1.41/networks/bridge?scope=swarm", "/v1.41/networks/host?scope=swarm", "/v1.41/nodes", "/v1.41/secrets", "/v1.41/services?status=1", "/v1.41/tasks"],
            _engine.Requests.Select(r => r.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_missing_socket_is_one_sentence()
    {
        using var swarm = new SwarmClient(At("/nowhere/d.sock"));
        Assert.Equal(
            "There is no Docker socket unix:///nowhere/d.sock (from DOCKER_HOST); start Docker Engine, or name another engine with --docker-host, DOCKER_HOST or a docker context",
            await Complaint(s => s.RequireManagerAsync(default), swarm));
    }

    [Fact]
    public async Task Nobody_listening_is_one_sentence()
    {
        using var bound = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        bound.Bind(new UnixDomainSocketEndPoint(_folder["left.sock"]));
        using var swarm = new SwarmClient(At(_folder["left.sock"]));
        Assert.StartsWith(
            $"Nobody listens at unix://{_folder["left.sock"]} (from DOCKER_HOST); start Docker Engine",
            await Complaint(s => s.RequireManagerAsync(default), swarm));
    }

    [Fact]
    public async Task A_wrong_host_name_is_one_sentence()
    {
        using var swarm = new SwarmClient(DockerEndpoint.Parse("tcp://no-such-host.invalid", "--docker-host"));
        Assert.Contains("tcp://no-such-host.invalid:2375 (from --docker-host)", await Complaint(s => s.RequireManagerAsync(default), swarm));
    }

    [Fact]
    public async Task An_engine_that_never_answers_is_given_up_within_five_seconds()
    {
        _engine.Answer = _ => null;
        Assert.Contains("did not answer within 4.5 s", await Complaint(s => s.RequireManagerAsync(default)));
    }

    [Theory]
    [InlineData("""{"LocalNodeState":"inactive"}""", "is not part of a swarm")]
    [InlineData("""{"LocalNodeState":"locked"}""", "is locked, as managers of an autolocked swarm are")]
    [InlineData("""{"LocalNodeState":"active","ControlAvailable":false}""", "is a worker, not a manager")]
    [InlineData("""{"LocalNodeState":"active","ControlAvailable":true,"Error":"rpc error: code = Unknown desc = The swarm does not have a leader. It's possible"}""", "has no leader")]
    [InlineData("""{"LocalNodeState":"error","Error":"cannot start"}""", "is broken: cannot start")]
    public async Task Not_a_usable_manager_says_why(string swarm, string expected)
    {
        _engine.Answer = _ => new(200, $$"""{"ID":"x","Swarm":{{swarm}}}""");
        Assert.Contains(expected, await Complaint(s => s.RequireManagerAsync(default)));
    }

    [Fact]
    public async Task A_stale_version_is_told_apart()
    {
        _engine.Answer = _ => Message(500, "rpc error: code = Unknown desc = update out of sequence");
        await Assert.ThrowsAsync<StaleVersionException>(() => _swarm.UpdateServiceAsync("id", 7, new ServiceSpec { Name = "a" }, default));
        Assert.Equal("/v1.41/services/id/update?version=7", _engine.Requests[1].Path);
    }

    [Fact]
    public async Task A_taken_name_and_an_object_in_use_are_told_apart()
    {
        _engine.Answer = _ => Message(409, "rpc error: code = AlreadyExists desc = config a already exists");
        await Assert.ThrowsAsync<NameTakenException>(() => _swarm.CreateConfigAsync(new SwarmConfigSpec { Name = "a", Data = [1] }, default));
        _engine.Answer = _ => Message(400, "rpc error: code = InvalidArgument desc = config 'a' is in use by the following service: b");
        await Assert.ThrowsAsync<InUseException>(() => _swarm.RemoveConfigAsync("a", default));
    }

    [Fact]
    public async Task What_is_gone_already_is_removed_without_an_error()
    {
        _engine.Answer = _ => Message(404, "service x not found");
        await _swarm.RemoveServiceAsync("x", default);
        Assert.Null(await _swarm.InspectServiceAsync("x", default));
    }

    [Fact]
    public async Task Any_other_refusal_carries_what_was_tried_and_the_engines_words_without_control_characters()
    {
        _engine.Answer = _ => Message(400, "rpc error: code = InvalidArgument desc = name \\u001b[31mmust be valid");
        Assert.Equal(
            $"Docker at unix://{_folder["d.sock"]} could not create the service a: name must be valid (HTTP 400)",
            await Complaint(s => s.CreateServiceAsync(new ServiceSpec { Name = "a" }, default)));
    }

    [Fact]
    public async Task A_log_that_never_ends_gives_what_came()
    {
        byte[] line = [.. Encoding.UTF8.GetBytes("2026-11-23T19:11:15.063835003Z hello\n")];
        byte[] frame = [1, 0, 0, 0, 0, 0, 0, (byte)line.Length, .. line];
        _engine.Answer = _ => new(200, "") { Bytes = [.. frame, 1, 0, 0], HoldBack = 3 };
        Assert.Equal(["hello"], await _swarm.TailLogAsync("id", 10, default));
    }

    [Fact]
    public async Task A_login_reaches_the_engine_in_url_safe_base64()
    {
        _engine.Answer = _ => new(200, """{"Descriptor":{"digest":"sha256:1"},"Platforms":[{"architecture":"amd64","os":"linux"}]}""");
        var image = await _swarm.InspectImageAsync("r:5/a/b:1", new RegistryLogin("r:5", "me", "??>>~~", ""), default);
        Assert.Equal(("sha256:1", "amd64"), (image.Digest, image.Platforms.Single().Architecture));
        var request = _engine.Requests[1];
        Assert.Equal("/v1.41/distribution/r:5/a/b:1/json", request.Path);
        var sent = Convert.FromBase64String(request.Headers["X-Registry-Auth"].Replace('_', '/').Replace('-', '+'));
        Assert.Equal("??>>~~", JsonDocument.Parse(sent).RootElement.GetProperty("password").GetString());
        Assert.DoesNotContain('+', request.Headers["X-Registry-Auth"]);
        Assert.DoesNotContain('/', request.Headers["X-Registry-Auth"]);
    }

    [Theory]
    [InlineData("""{"auths":{"r:5":{"auth":"bWU6Pz8+Pn5+"}}}""", """{"username":"me","password":"??>>~~","serveraddress":"r:5"}""")]
    [InlineData("""{"auths":{"r:5":{"username":"me","password":"side by side"}}}""", """{"username":"me","password":"side by side","serveraddress":"r:5"}""")]
    [InlineData("""{"auths":{"r:5":{"auth":"bWU6","identitytoken":"tok"}}}""", """{"username":"me","serveraddress":"r:5","identitytoken":"tok"}""")]
    [InlineData("""{"auths":{"else":{"auth":"bWU6c2VjcmV0"}}}""", null)]
    public async Task The_login_of_the_images_registry_goes_along_when_a_service_is_created_and_updated(string configuration, string? sent)
    {
        _folder.With("config.json", configuration);
        var notes = new List<string>();
        var logins = new RegistryLogins(new DockerEnvironment(new Dictionary<string, string> { ["DOCKER_CONFIG"] = _folder.Path }, _folder.Path, false));
        using var swarm = new SwarmClient(At(_folder["d.sock"])) { PullLogins = new PullLogins(logins, notes.Add) };
        _engine.Answer = _ => new(201, """{"ID":"x"}""");
        await swarm.CreateServiceAsync(Specs.Service("a", "r:5/ioc:1"), default);
        await swarm.UpdateServiceAsync("x", 1, Specs.Service("a", "r:5/ioc:2"), default);
        await swarm.UpdateServiceAsync("x", 1, Specs.Service("a", "other:5/ioc:2"), default);
        Assert.Equal([sent, sent, null], _engine.Requests.Where(r => r.Method == "POST").Select(r => Login(r)));
        Assert.Equal(sent is null ? 0 : 1, notes.Count);
        Assert.All(notes, n => Assert.StartsWith("The login of me at r:5 goes to the swarm", n));
        Assert.DoesNotContain(notes, n => n.Contains("??>>", StringComparison.Ordinal) || n.Contains("tok", StringComparison.Ordinal));
    }

    private static string? Login(EngineStandIn.Request request)
    {
        if (!request.Headers.TryGetValue("X-Registry-Auth", out var header)) return null;
        Assert.DoesNotContain(header, c => c is '+' or '/');
        using var json = JsonDocument.Parse(Convert.FromBase64String(header.Replace('_', '/').Replace('-', '+')));
        // What is empty means nothing to the engine.
        var said = json.RootElement.EnumerateObject().Where(p => p.Value.GetString()!.Length > 0).Select(p => $"\"{p.Name}\":{p.Value.GetRawText()}");
        return $"{{{string.Join(',', said)}}}".Replace("\\u003E", ">", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_cannot_be_found_out_is_told_once_and_the_service_is_written_without()
    {
        _folder.With("config.json", """{"credsStore":"no-such"}""");
        var notes = new List<string>();
        var logins = new RegistryLogins(new DockerEnvironment(new Dictionary<string, string> { ["DOCKER_CONFIG"] = _folder.Path }, _folder.Path, false));
        using var swarm = new SwarmClient(At(_folder["d.sock"])) { PullLogins = new PullLogins(logins, notes.Add) };
        _engine.Answer = _ => new(201, """{"ID":"x"}""");
        await swarm.CreateServiceAsync(Specs.Service("a", "r:5/ioc:1"), default);
        await swarm.CreateServiceAsync(Specs.Service("b", "r:5/ioc:1"), default);
        Assert.Contains("docker-credential-no-such, which can't be started", Assert.Single(notes));
        Assert.Equal(2, _engine.Requests.Count(r => r.Method == "POST" && Login(r) is null));
    }

    [Theory]
    [InlineData(500, "Head \\\"https://r:5/v2/a/manifests/1\\\": no basic auth credentials", "the registry r:5 wants a login, and there is none here; give it with `docker login r:5`")]
    [InlineData(403, "denied: requested access to the resource is denied", "the registry r:5 does not let somebody without a login read r:5/a:1, or does not have it")]
    [InlineData(404, "manifest unknown: manifest unknown", "the registry r:5 has no image r:5/a:1; push it, or correct the name or tag")]
    [InlineData(500, "Get \\\"https://r:5/v2/\\\": x509: certificate signed by unknown authority", "put the certificate of its authority into /etc/docker/certs.d/r:5/ca.crt on every node")]
    [InlineData(500, "Get \\\"https://r:5/v2/\\\": http: server gave HTTP response to HTTPS client", "r:5 speaks plain HTTP")]
    [InlineData(500, "Get \\\"https://r:5/v2/\\\": dial tcp 1.2.3.4:5: connect: connection refused", "the registry r:5 can't be reached from the engine at")]
    [InlineData(500, "Get \\\"https://r:5/v2/\\\": context deadline exceeded", "the registry r:5 can't be reached from the engine at")]
    public async Task What_is_wrong_with_a_registry_is_said_with_what_to_do(int status, string words, string expected)
    {
        _engine.Answer = _ => Message(status, words);
        var error = await Assert.ThrowsAsync<SwarmException>(() => _swarm.InspectImageAsync("r:5/a:1", null, default));
        Assert.Contains(expected, error.Message);
        Assert.False(error.IsUnavailable, "A registry in trouble is no trouble of the manager.");
    }

    [Fact]
    public async Task Cancelling_is_no_swarm_error()
    {
        _engine.Answer = _ => null;
        using var cancel = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _swarm.ListNodesAsync(cancel.Token));
    }
}
