using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace IocOps.Swarm.Dev;

/// <summary>One member of an image's file system.</summary>
/// <param name="Source">File on this machine; null where <paramref name="Content"/> or <paramref name="Link"/> is given, or for a folder.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Link">What a symbolic link says.</param>
/// <param name="Mode">Rights; not looked at for links.</param>
internal sealed record ImageMember(string? Source, byte[]? Content, string? Link, UnixFileMode Mode);

/// <summary>What a Dockerfile would say beside the files.</summary>
/// <param name="Tags">As <c>name:tag</c>.</param>
/// <param name="Config">The member <c>config</c> of an image's configuration, see the image specification of OCI.</param>
/// <param name="Architecture">In Go's words: amd64, arm64.</param>
internal sealed record ImageFacts(IReadOnlyList<string> Tags, JsonObject Config, string Architecture);

/// <summary>Writes an image with one layer as <c>docker save</c> does, for <c>docker load</c>. The same files give the same bytes: no time, no user, no name of this machine.</summary>
internal static class ImageArchive
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    /// <summary>Writes it, whole or not at all.</summary>
    /// <param name="file">The archive, a gzipped tar.</param>
    /// <param name="members">By path without a leading '/', in ordinal order; folders too.</param>
    /// <param name="facts">The rest.</param>
    /// <returns>How many bytes the file system has.</returns>
    public static long Write(string file, SortedDictionary<string, ImageMember> members, ImageFacts facts)
    {
        var layer = $"{file}.layer";
        var draft = $"{file}.new";
        try
        {
            WriteLayer(layer, members);
            WriteImage(draft, layer, facts);
            File.Move(draft, file, overwrite: true);
            return new FileInfo(layer).Length;
        }
        finally
        {
            File.Delete(layer);
            File.Delete(draft);
        }
    }

    private static void WriteLayer(string file, SortedDictionary<string, ImageMember> members)
    {
        using var stream = File.Create(file);
        using var tar = new TarWriter(stream, TarEntryFormat.Ustar);
        foreach (var (path, member) in members)
        {
            using var content = member.Source is { } source ? File.OpenRead(source) : member.Content is { } bytes ? new MemoryStream(bytes) : (Stream?)null;
            tar.WriteEntry(Entry(path, member, content));
        }
    }

    private static UstarTarEntry Entry(string path, ImageMember member, Stream? content)
    {
        var type = member.Link is not null ? TarEntryType.SymbolicLink : content is null ? TarEntryType.Directory : TarEntryType.RegularFile;
        var entry = new UstarTarEntry(type, type == TarEntryType.Directory ? $"{path}/" : path) { ModificationTime = Epoch, Uid = 0, Gid = 0, Mode = member.Mode };
        if (member.Link is { } link) entry.LinkName = link;
        if (content is not null) entry.DataStream = content;
        return entry;
    }

    private static void WriteImage(string file, string layer, ImageFacts facts)
    {
        using var stream = File.OpenRead(layer);
        var digest = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        var config = Json(new JsonObject
        {
            ["architecture"] = facts.Architecture,
            ["os"] = "linux",
            ["created"] = "1970-01-01T00:00:00Z",
            ["config"] = facts.Config.DeepClone(),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray($"sha256:{digest}") },
            ["history"] = new JsonArray(new JsonObject { ["created"] = "1970-01-01T00:00:00Z", ["created_by"] = "PackImage" }),
        });
        var name = Convert.ToHexStringLower(SHA256.HashData(config));
        var manifest = Json(new JsonArray(new JsonObject
        {
            ["Config"] = $"{name}.json",
            ["RepoTags"] = new JsonArray([.. facts.Tags.Select(t => JsonValue.Create(t))]),
            ["Layers"] = new JsonArray($"{digest}/layer.tar"),
        }));
        using var output = File.Create(file);
        using var zip = new GZipStream(output, CompressionLevel.Optimal);
        using var tar = new TarWriter(zip, TarEntryFormat.Ustar);
        Put(tar, $"{name}.json", new MemoryStream(config));
        Put(tar, $"{digest}/layer.tar", stream);
        Put(tar, "manifest.json", new MemoryStream(manifest));
    }

    private static void Put(TarWriter tar, string name, Stream content) =>
        tar.WriteEntry(Entry(name, new ImageMember(null, null, null, (UnixFileMode)0b110_100_100), content));

    private static byte[] Json(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
}
