using System.Buffers.Text;
using System.Text.Json;
using Docker.DotNet.Models;

namespace IocOps.Swarm.Docker;

/// <summary>What a registry says about an image.</summary>
/// <param name="Digest">Of the manifest or index: <c>sha256:…</c>.</param>
/// <param name="Platforms">That the image exists for; goes into the placement, so that no node is chosen that can't run it.</param>
public sealed record RegistryImage(string Digest, IReadOnlyList<Platform> Platforms)
{
    /// <summary>Reads the answer of <c>GET /distribution/{image}/json</c>.</summary>
    internal static RegistryImage Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var platforms = root.TryGetProperty(nameof(Platforms), out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(p => new Platform { Architecture = Text(p, "architecture"), OS = Text(p, "os") })
            : [];
        return new RegistryImage(Text(root.GetProperty("Descriptor"), "digest"), [.. platforms]);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}

/// <summary>Who to be at a registry. Never goes into a message or a log.</summary>
/// <param name="Server">The registry, as the docker configuration names it.</param>
/// <param name="User">Empty with a token.</param>
/// <param name="Password">Empty with a token.</param>
/// <param name="IdentityToken">From a credential helper; empty else.</param>
public sealed record RegistryLogin(string Server, string User, string Password, string IdentityToken)
{
    /// <summary>The value of X-Registry-Auth: JSON in URL-safe base64, with padding as the engine wants it.</summary>
    internal string ToHeader()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (User.Length > 0) json.WriteString("username", User);
            if (Password.Length > 0) json.WriteString("password", Password);
            if (IdentityToken.Length > 0) json.WriteString("identitytoken", IdentityToken);
            json.WriteString("serveraddress", Server);
            json.WriteEndObject();
        }

        var text = Base64Url.EncodeToString(buffer.ToArray());
        return text.PadRight((text.Length + 3) / 4 * 4, '=');
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{User}@{Server}";
}
