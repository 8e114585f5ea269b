using System.Runtime.Versioning;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Tests.Docker;

/// <summary>Programs that keep logins; found on the PATH.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CredentialHelperTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    private RegistryLogins Helper(string script)
    {
        _home.With("bin/docker-credential-safe", $"#!/bin/sh\n{script}\n").With(".docker/config.json", """{"credHelpers":{"r:5":"safe"}}""");
        File.SetUnixFileMode(_home["bin/docker-credential-safe"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return new RegistryLogins(new DockerEnvironment(new Dictionary<string, string> { ["PATH"] = $"/nowhere:{_home["bin"]}" }, _home.Path, false));
    }

    private async Task<string> Complaint(string script) => (await Assert.ThrowsAsync<SwarmException>(() => Helper(script).FindAsync("r:5/a", default))).Message;

    [Fact]
    public async Task A_helper_is_given_the_registry_on_its_input_and_asked_once()
    {
        var logins = Helper($"cat >> {_home["asked"]}; echo \" $*\" >> {_home["asked"]}; " + """echo '{"ServerURL":"r:5","Username":"me","Secret":"sesame"}'""");
        var found = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => logins.FindAsync($"r:5/a:{i}", default)));
        Assert.All(found, l => Assert.Equal(("me", "sesame", ""), (l!.User, l.Password, l.IdentityToken)));
        Assert.Equal("r:5 get\n", _home.Text("asked"));
    }

    [Fact]
    public async Task A_token_is_told_apart_from_a_password()
    {
        var login = await Helper("""echo '{"Username":"<token>","Secret":"tok"}'""").FindAsync("r:5/a", default);
        Assert.Equal(("", "", "tok"), (login!.User, login.Password, login.IdentityToken));
    }

    [Fact]
    public async Task A_helper_that_knows_none_is_no_error() =>
        Assert.Null(await Helper("echo 'credentials not found in native keychain'; exit 1").FindAsync("r:5/a", default));

    [Fact]
    public async Task A_helper_that_fails_is_told_in_its_words() =>
        Assert.Equal("docker-credential-safe could not give the login for r:5: the keyring is locked", await Complaint("echo 'the keyring is locked'; exit 1"));

    [Fact]
    public async Task What_is_no_answer_is_not_shown() =>
        Assert.Equal("docker-credential-safe gave something else than a login for r:5: it should be JSON with Username and Secret", await Complaint("echo sesame"));
}
