using YamlDotNet.Core;

namespace IocOps.Core.Projects.Editing;

internal enum PlacedKind
{
    Scalar,
    List,
    Map,
    Alias,
}

/// <summary>A piece of YAML with the exact place of its text: what an edit needs and reading does not.</summary>
internal sealed class PlacedNode
{
    public required PlacedKind Kind { get; init; }

    /// <summary>Of its first character, anchor and tag included.</summary>
    public required int Start { get; init; }

    /// <summary>Behind its last character; comments and blank lines that follow are not in it.</summary>
    public int End { get; set; }

    public required int Line { get; init; }

    /// <summary>From 1.</summary>
    public required int Column { get; init; }

    /// <summary>In brackets or braces.</summary>
    public bool IsFlow { get; init; }

    public ScalarStyle Style { get; init; }

    public string Value { get; init; } = "";

    /// <summary>Of an alias: whose name it has.</summary>
    public string? Anchor { get; init; }

    public List<(PlacedNode Key, PlacedNode Value)> Entries { get; } = [];

    public List<PlacedNode> Items { get; } = [];

    public int Count => Kind == PlacedKind.Map ? Entries.Count : Items.Count;

    public bool IsBlockCollection => Kind is PlacedKind.Map or PlacedKind.List && !IsFlow;

    /// <summary>Nothing stands there: <c>key:</c>.</summary>
    public bool IsMissing => Kind == PlacedKind.Scalar && Start == End;

    public string Word => Kind switch { PlacedKind.List => "a list", PlacedKind.Map => "a mapping", PlacedKind.Alias => "an alias", _ => "text" };

    /// <summary>Where the piece with this number begins: a key, or the value of an item.</summary>
    public int StartOf(int index) => Kind == PlacedKind.Map ? Entries[index].Key.Start : Items[index].Start;

    /// <summary>Behind the piece with this number.</summary>
    public int EndOf(int index) => Kind == PlacedKind.Map ? Math.Max(Entries[index].Key.End, Entries[index].Value.End) : Items[index].End;

    public int Find(string key) => Entries.FindIndex(e => e.Key.Kind == PlacedKind.Scalar && e.Key.Value == key);
}
