using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Docker.DotNet.Models;
using IocOps.Core.Stacks;

namespace IocOps.Core.Planning;

/// <summary>
/// A specification in marks: for each of its fields a short hash of the path and one of the text. Short enough for a label, and enough to
/// say of each field whether it is still as it was. No value can be read from it.
/// </summary>
public sealed class SpecMarks
{
    /// <summary>
    /// Service label with the marks of what IocOps wrote last; never a container label, so that it restarts nothing. Swarm's own rollback
    /// brings back that of the specification that it goes back to.
    /// </summary>
    public const string Label = "iocops.written";

    /// <summary>Of the form of the marks, and of what <see cref="SpecFields"/> makes of a specification; another one is not compared.</summary>
    private const string Version = "1:";

    private const int PathBytes = 3;
    private const int MarkBytes = 8;

    private readonly ILookup<ulong, ulong> _marks;
    private readonly string _text;

    private SpecMarks(byte[] bytes)
    {
        var all = bytes.Chunk(MarkBytes).Select(m => BinaryPrimitives.ReadUInt64BigEndian(m)).ToList();
        _marks = all.ToLookup(PathOf);
        _text = Version + Base64Url.EncodeToString(bytes);
    }

    /// <summary>How many fields there are.</summary>
    public int Count => _marks.Sum(g => g.Count());

    /// <summary>
    /// Of what IocOps writes: as if nobody had stopped the service, and without the image's digest, which is the registry's.
    /// </summary>
    public static SpecMarks OfWritten(ServiceSpec spec, Func<string, string> networkName) => Of(WrittenFields(spec, networkName));

    /// <summary>The same with the digest: what makes one deployment different from another.</summary>
    public static SpecMarks OfVersion(ServiceSpec spec, Func<string, string> networkName) => Of(SpecFields.Of(Running(spec), networkName));

    /// <summary>Of a specification exactly as it is, with its forced updates.</summary>
    public static SpecMarks OfExact(ServiceSpec spec, Func<string, string> networkName) => Of(ExactFields(spec, networkName));

    /// <summary>Reads <see cref="ToString"/>'s form; null for anything else, such as that of another version of IocOps.</summary>
    public static SpecMarks? Parse(string? text)
    {
        if (text?.StartsWith(Version, StringComparison.Ordinal) != true || !Base64Url.IsValid(text.AsSpan(Version.Length))) return null;
        var bytes = Base64Url.DecodeFromChars(text.AsSpan(Version.Length));
        return bytes.Length % MarkBytes == 0 ? new SpecMarks(bytes) : null;
    }

    /// <summary>Whether the field has this text; null for a field that is not there.</summary>
    public bool Holds(string path, string? text) =>
        Mark(path, text ?? "") is var mark && text is null ? !_marks.Contains(PathOf(mark)) : _marks[PathOf(mark)].Contains(mark);

    /// <summary>Twelve letters that stand for all of it.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_text)))[..12];

    /// <summary>What differs between these marks and the fields of now: paths whose text is new or other, and how many are gone.</summary>
    public (IReadOnlyList<string> Paths, int Gone) Against(IReadOnlyDictionary<string, SpecField> fields)
    {
        var now = fields.Keys.Select(p => PathOf(Mark(p, ""))).ToHashSet();
        return ([.. fields.Where(f => !Holds(f.Key, f.Value.Text)).Select(f => f.Key)], _marks.Count(m => !now.Contains(m.Key)));
    }

    /// <summary>The version of the form, and the marks in base64 for URLs.</summary>
    public override string ToString() => _text;

    /// <summary>The fields of <see cref="OfWritten"/>.</summary>
    internal static IReadOnlyDictionary<string, SpecField> WrittenFields(ServiceSpec spec, Func<string, string> networkName)
    {
        var copy = Running(spec);
        if (copy.TaskTemplate?.ContainerSpec is { Image: { } image } container) container.Image = ImageName.WithoutDigest(image);
        return SpecFields.Of(copy, networkName);
    }

    /// <summary>The fields of <see cref="OfExact"/>.</summary>
    internal static IReadOnlyDictionary<string, SpecField> ExactFields(ServiceSpec spec, Func<string, string> networkName)
    {
        var fields = new Dictionary<string, SpecField>(SpecFields.Of(spec, networkName), StringComparer.Ordinal);
        if (spec.TaskTemplate?.ForceUpdate is > 0 and var forced) fields["force_update"] = new SpecField(forced.ToString(System.Globalization.CultureInfo.InvariantCulture), true);
        return fields;
    }

    private static ServiceSpec Running(ServiceSpec spec)
    {
        var copy = SpecCopy.Of(spec);
        if (Stopped.ReplicasOf(spec) is { } replicas) Stopped.Clear(copy, replicas);
        return copy;
    }

    private static SpecMarks Of(IReadOnlyDictionary<string, SpecField> fields)
    {
        var bytes = new byte[fields.Count * MarkBytes];
        var marks = fields.Select(f => Mark(f.Key, f.Value.Text)).Order().ToList();
        for (var i = 0; i < marks.Count; i++) BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * MarkBytes), marks[i]);
        return new SpecMarks(bytes);
    }

    private static ulong PathOf(ulong mark) => mark >> ((MarkBytes - PathBytes) * 8);

    private static ulong Mark(string path, string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> mark = stackalloc byte[MarkBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(path), hash);
        hash[..PathBytes].CopyTo(mark);
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[..(MarkBytes - PathBytes)].CopyTo(mark[PathBytes..]);
        return BinaryPrimitives.ReadUInt64BigEndian(mark);
    }
}
