using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IocOps.Swarm.Tests.Reviews;

/// <summary>A real browser without a window, driven over WebDriver (W3C) by chromedriver.</summary>
internal sealed partial class Browser : IAsyncDisposable
{
    internal const string Tab = "\uE004", Enter = "\uE007", Escape = "\uE00C";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly TemporaryFolder _profile = new();
    private readonly HttpClient _http = new();
    private readonly Process _driver;
    private string _session = "";

    private Browser(Process driver) => _driver = driver;

    internal static async Task<Browser> OpenAsync()
    {
        var browser = new Browser(Process.Start(new ProcessStartInfo("chromedriver", ["--port=0"]) { RedirectStandardOutput = true })!);
        try
        {
            Match port;
            do port = Port().Match(await browser._driver.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("chromedriver ended."));
            while (!port.Success);
            browser._http.BaseAddress = new Uri($"http://127.0.0.1:{port.Groups[1].Value}/");
            var options = new Dictionary<string, object> { ["args"] = (string[])[.. Arguments, $"--user-data-dir={browser._profile.Path}"] };
            var wanted = new Dictionary<string, object> { ["browserName"] = "chrome", ["goog:chromeOptions"] = options, ["goog:loggingPrefs"] = new { browser = "ALL" } };
            browser._session = (await browser.PostAsync("session", new { capabilities = new { alwaysMatch = wanted } })).GetProperty("sessionId").GetString()!;
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Shows a page and waits until it is loaded.</summary>
    internal Task ShowAsync(string file) => CommandAsync("url", new { url = new Uri(file).AbsoluteUri });

    /// <summary>What a script in the page returns.</summary>
    internal Task<JsonElement> RunAsync(string script) => CommandAsync("execute/sync", new { script, args = Array.Empty<object>() });

    /// <summary>Presses keys, one after the other.</summary>
    internal Task TypeAsync(params string[] keys) => CommandAsync("actions", new
    {
        actions = new[] { new { type = "key", id = "keyboard", actions = keys.SelectMany(k => new[] { new { type = "keyDown", value = k }, new { type = "keyUp", value = k } }) } },
    });

    /// <summary>Light or dark, screen or paper.</summary>
    internal Task MediumAsync(string medium, string scheme) => DevToolsAsync("Emulation.setEmulatedMedia", new { media = medium, features = new[] { new { name = "prefers-color-scheme", value = scheme } } });

    /// <summary>In pixels of CSS.</summary>
    internal Task WidthAsync(int width) => DevToolsAsync("Emulation.setDeviceMetricsOverride", new { width, height = 900, deviceScaleFactor = 1, mobile = false });

    /// <summary>Asserts what a script returns, as JSON, as soon as the page has come to it: what follows a key does so after the page's other work.</summary>
    internal async Task AssertAsync(string expected, string script)
    {
        var watch = Stopwatch.StartNew();
        string now;
        while ((now = (await RunAsync(script)).GetRawText()) != expected && watch.Elapsed < Patience) await Task.Delay(50);
        Assert.Equal(expected, now);
    }

    /// <summary>The page as PDF.</summary>
    internal async Task<byte[]> PrintAsync() => (await CommandAsync("print", new { })).GetBytesFromBase64();

    /// <summary>What the browser complains of: errors of scripts, what the page's policy forbids, files that are not there.</summary>
    internal async Task<IReadOnlyList<string>> ComplaintsAsync() => [.. (await CommandAsync("se/log", new { type = "browser" })).EnumerateArray().Select(e => e.GetProperty("message").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        if (_session.Length > 0) await _http.DeleteAsync(new Uri($"session/{_session}", UriKind.Relative));
        _http.Dispose();
        _driver.Kill(entireProcessTree: true);
        await _driver.WaitForExitAsync();
        _driver.Dispose();
        _profile.Dispose();
    }

    private Task<JsonElement> DevToolsAsync(string command, object parameters) => CommandAsync("goog/cdp/execute", new Dictionary<string, object> { ["cmd"] = command, ["params"] = parameters });

    private Task<JsonElement> CommandAsync(string command, object body) => PostAsync($"session/{_session}/{command}", body);

    // An alert that a page opened makes every command fail.
    private async Task<JsonElement> PostAsync(string path, object body)
    {
        // With its length in its head: chromedriver takes no chunks.
        using var content = new StringContent(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        var value = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("value");
        return answer.IsSuccessStatusCode ? value : throw new InvalidOperationException($"{path}: {value}");
    }

    [GeneratedRegex(@"started successfully on port (\d+)")]
    private static partial Regex Port();
}

/// <summary>A test in a real browser. Where there is none it is skipped, with the reason in its name; with CI=true it runs and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    /// <inheritdoc cref="BrowserTheoryAttribute"/>
    /// <param name="test">The method that carries it; the compiler fills it in.</param>
    public BrowserTheoryAttribute([CallerMemberName] string test = "")
    {
        Test = test;
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Environment.GetEnvironmentVariable("CI") == "true" || paths.Any(p => File.Exists(Path.Combine(p, "chromedriver")))) return;
        Skip = "did not run: there is no chromedriver here";
        DisplayName = $"{test} [{Skip}]";
    }

    /// <summary>The method that carries it.</summary>
    public string Test { get; }
}
