using System.Net;
using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using Microsoft.Extensions.Logging;

namespace IocOps.Swarm.Docker;

/// <summary>
/// The Engine API over one pooled connection handler, and the one place that fills the gaps of Docker.DotNet.Enhanced 4.3.3: the API
/// version is negotiated, connections are kept, query keys and X-Registry-Auth are put right, raw requests are possible, every failure
/// becomes a <see cref="SwarmException"/>.
/// </summary>
internal sealed class EngineApi : IDisposable
{
    /// <summary>The newest API that the models of Docker.DotNet.Enhanced 4.3.3 cover.</summary>
    private static readonly Version NewestKnown = new(1, 55);

    /// <summary>The oldest that gives the task counts of services: Engine 20.10.</summary>
    private static readonly Version OldestUsable = new(1, 41);

    private readonly DockerEndpoint _endpoint;
    private readonly WireFixes _wire;
    private readonly HttpClient _raw;
    private readonly SemaphoreSlim _negotiating = new(1);
    private DockerClient? _client;
    private Version? _version;

    /// <param name="endpoint">Which engine.</param>
    /// <param name="sshProgram">The system's ssh.</param>
    internal EngineApi(DockerEndpoint endpoint, string sshProgram)
    {
        _endpoint = endpoint;
        Errors = new EngineErrors(endpoint);
        _wire = new WireFixes(EngineConnection.CreateHandler(endpoint, sshProgram));
        _raw = new HttpClient(_wire, disposeHandler: false) { BaseAddress = EngineConnection.BaseAddress(endpoint), Timeout = Timeout.InfiniteTimeSpan };
    }

    internal DockerEndpoint Endpoint => _endpoint;

    /// <summary>The words for what goes wrong with it.</summary>
    internal EngineErrors Errors { get; }

    /// <summary>The version that was agreed on; null before the first call.</summary>
    internal Version? ApiVersion => _version;

    /// <summary>One call of the typed client.</summary>
    /// <param name="what">For messages, as an infinitive: <c>create the service a</c>.</param>
    /// <param name="kind">How.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancel">The user's cancellation passes through as such.</param>
    internal Task<T> CallAsync<T>(string what, CallKind kind, Func<DockerClient, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        GuardAsync(what, kind, async limited => await call(await ClientAsync(limited), limited), cancel);

    /// <summary>One request without the typed client; the answer is the caller's to dispose, its body not read yet.</summary>
    /// <param name="what">For messages.</param>
    /// <param name="kind">How.</param>
    /// <param name="path">Below the API version, with its query: <c>networks/host?scope=swarm</c>.</param>
    /// <param name="headers">To send along.</param>
    /// <param name="cancel">Cancels.</param>
    internal Task<HttpResponseMessage> GetAsync(
        string what, CallKind kind, string path, IReadOnlyDictionary<string, string>? headers, CancellationToken cancel) =>
        SendAsync(what, kind, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"v{_version}/{path}");
            foreach (var (name, value) in headers ?? new Dictionary<string, string>()) request.Headers.Add(name, value);
            return request;
        }, cancel);

    /// <summary>As <see cref="GetAsync"/>, with JSON to post.</summary>
    internal Task<HttpResponseMessage> PostAsync(string what, CallKind kind, string path, string json, CancellationToken cancel) =>
        SendAsync(
            what,
            kind,
            () => new HttpRequestMessage(HttpMethod.Post, $"v{_version}/{path}") { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") },
            cancel);

    /// <summary>Posts, and takes the connection over for itself: what is written and read then is no HTTP any more (moby's hijacking).</summary>
    /// <returns>To read and write; disposing it ends the connection.</returns>
    internal async Task<Stream> UpgradeAsync(string what, CallKind kind, string path, string json, CancellationToken cancel)
    {
        var response = await SendAsync(what, kind, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"v{_version}/{path}") { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.Add(new("tcp"));
            return request;
        }, cancel);
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols) return await response.Content.ReadAsStreamAsync(cancel);
        using (response) throw new SwarmException($"The engine at {_endpoint} did not {what}: it keeps to HTTP (status {(int)response.StatusCode}); is there a proxy in between?");
    }

    private Task<HttpResponseMessage> SendAsync(string what, CallKind kind, Func<HttpRequestMessage> make, CancellationToken cancel) =>
        GuardAsync(what, kind, async limited =>
        {
            await ClientAsync(limited);
            using var request = make();
            var response = await _raw.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.SwitchingProtocols) return response;
            using (response) throw new DockerApiException(response.StatusCode, await response.Content.ReadAsStringAsync(limited));
        }, cancel);

    /// <summary>Runs something with a time limit and turns whatever goes wrong into a sentence.</summary>
    private async Task<T> GuardAsync<T>(string what, CallKind kind, Func<CancellationToken, Task<T>> act, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(kind.Timeout);
        try
        {
            return await act(limited.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e) when (limited.IsCancellationRequested)
        {
            throw kind.Explain?.Invoke(e) ?? Errors.TimedOut(what, kind.Timeout, e);
        }
        catch (Exception e) when (e is not SwarmException)
        {
            throw kind.Explain?.Invoke(e) ?? Errors.Explain(what, e);
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _raw.Dispose();
        _wire.Dispose();
        _negotiating.Dispose();
    }

    /// <summary>The client for the highest version that both sides know; asked once with <c>/_ping</c>.</summary>
    private async Task<DockerClient> ClientAsync(CancellationToken cancel)
    {
        if (_client is { } ready) return ready;
        await _negotiating.WaitAsync(cancel);
        try
        {
            if (_client is { } made) return made;
            _version = Negotiate(await EngineVersionAsync(cancel));
            return _client = new DockerClientBuilder()
                .WithEndpoint(EngineConnection.BaseAddress(_endpoint))
                .WithApiVersion(_version)
                .WithTimeout(Timeout.InfiniteTimeSpan)
                .WithTransportOptions(new SharedTransport(_wire, EngineConnection.BaseAddress(_endpoint)), SharedTransport.NoOptions)
                .Build();
        }
        finally
        {
            _negotiating.Release();
        }
    }

    private Version Negotiate(Version engine)
    {
        if (engine < OldestUsable)
            throw new SwarmException($"The engine at {_endpoint} is too old (API {engine}); IocOps needs Docker Engine 20.10 or newer (API {OldestUsable})");
        return engine < NewestKnown ? engine : NewestKnown;
    }

    private async Task<Version> EngineVersionAsync(CancellationToken cancel)
    {
        using var response = await _raw.GetAsync(new Uri("_ping", UriKind.Relative), cancel);
        if (response.Headers.TryGetValues("Api-Version", out var values) && Version.TryParse(values.First(), out var version)) return version;
        var body = await response.Content.ReadAsStringAsync(cancel);
        throw Errors.NoEngine((int)response.StatusCode, body);
    }

    /// <summary>Lets Docker.DotNet use our handler; the client must not dispose of it, raw requests share it.</summary>
    private sealed class SharedTransport(HttpMessageHandler handler, Uri address) : IDockerHandlerFactory<object>
    {
        internal static readonly object NoOptions = new();

        public ResolvedTransport CreateHandler(object transportOptions, ResolvedClientOptions clientOptions, ILogger logger) =>
            CreateHandler(clientOptions, logger);

        public ResolvedTransport CreateHandler(ResolvedClientOptions clientOptions, ILogger logger) => new(handler, address);

        public Task<WriteClosableStream> HijackStreamAsync(HttpContent content) =>
            throw new NotSupportedException("UpgradeAsync does that.");
    }

    /// <summary>Puts right what Docker.DotNet gets wrong on the wire.</summary>
    private sealed class WireFixes(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const string AuthHeader = "X-Registry-Auth";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // The engine takes URL-safe base64 (RFC 4648 section 5) and ignores what it can't read.
            if (request.Headers.TryGetValues(AuthHeader, out var values))
            {
                var safe = values.First().Replace('+', '-').Replace('/', '_');
                request.Headers.Remove(AuthHeader);
                request.Headers.Add(AuthHeader, safe);
            }

            // Keys arrive in lower case; the engine's are case-sensitive.
            if (request.RequestUri is { Query: { Length: > 0 } query } uri && query.Contains("registryauthfrom=", StringComparison.Ordinal))
                request.RequestUri = new Uri(uri.AbsoluteUri.Replace("registryauthfrom=", "registryAuthFrom=", StringComparison.Ordinal));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
