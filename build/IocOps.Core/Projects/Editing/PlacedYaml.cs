using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IocOps.Core.Projects.Editing;

/// <summary>Reads YAML that is known to be good (<see cref="Yaml.YamlText"/> read it before) into nodes with places.</summary>
internal sealed class PlacedYaml
{
    private readonly string _text;
    private readonly int _offset;
    private readonly Parser _parser;

    private PlacedYaml(string text)
    {
        _text = text;
        _offset = text.StartsWith('\uFEFF') ? 1 : 0;
        _parser = new Parser(new StringReader(text[_offset..]));
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<DocumentStart>(out _)) Root = Read();
    }

    /// <summary>Null in a file without any content.</summary>
    public PlacedNode? Root { get; }

    /// <summary>Lines in which aliases of an anchor stand, by the anchor's name.</summary>
    public Dictionary<string, List<int>> Aliases { get; } = new(StringComparer.Ordinal);

    public static PlacedYaml Read(string text) => new(text);

    private PlacedNode Read() => _parser.Current switch
    {
        AnchorAlias => ReadAlias(),
        SequenceStart => ReadList(),
        MappingStart => ReadMap(),
        _ => ReadScalar(),
    };

    private PlacedNode ReadAlias()
    {
        var alias = _parser.Consume<AnchorAlias>();
        if (!Aliases.TryGetValue(alias.Value.Value, out var lines)) Aliases[alias.Value.Value] = lines = [];
        lines.Add((int)alias.Start.Line);
        return Node(PlacedKind.Alias, alias, alias.Value);
    }

    private PlacedNode ReadScalar()
    {
        var scalar = _parser.Consume<Scalar>();
        var node = new PlacedNode
        {
            Kind = PlacedKind.Scalar,
            Start = Index(scalar.Start),
            Line = (int)scalar.Start.Line,
            Column = (int)scalar.Start.Column,
            Style = scalar.Style,
            Value = scalar.Value,
            Anchor = Name(scalar.Anchor),
            End = Index(scalar.End),
        };
        // The parser ends a block at the next line that is not blank.
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded) node.End = node.Start + _text.AsSpan(node.Start, node.End - node.Start).TrimEnd().Length;
        return node;
    }

    private PlacedNode ReadList()
    {
        var start = _parser.Consume<SequenceStart>();
        var node = Node(PlacedKind.List, start, start.Anchor, start.Style == SequenceStyle.Flow);
        SequenceEnd? end;
        while (!_parser.TryConsume<SequenceEnd>(out end)) node.Items.Add(Read());
        // The parser has the bracket end where it begins.
        node.End = node.IsFlow || node.Items.Count == 0 ? Index(end!.Start) + 1 : node.EndOf(node.Count - 1);
        return node;
    }

    private PlacedNode ReadMap()
    {
        var start = _parser.Consume<MappingStart>();
        var node = Node(PlacedKind.Map, start, start.Anchor, start.Style == MappingStyle.Flow);
        MappingEnd? end;
        while (!_parser.TryConsume<MappingEnd>(out end)) node.Entries.Add((Read(), Read()));
        node.End = node.IsFlow || node.Entries.Count == 0 ? Index(end!.Start) + 1 : node.EndOf(node.Count - 1);
        return node;
    }

    private PlacedNode Node(PlacedKind kind, ParsingEvent at, AnchorName anchor, bool isFlow = false) => new()
    {
        Kind = kind,
        Start = Index(at.Start),
        End = Index(at.End),
        Line = (int)at.Start.Line,
        Column = (int)at.Start.Column,
        IsFlow = isFlow,
        Anchor = Name(anchor),
    };

    private static string? Name(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    private int Index(Mark mark) => (int)mark.Index + _offset;
}
