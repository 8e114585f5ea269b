using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IocOps.Core.Yaml;

/// <summary>
/// Reads one YAML document into nodes with places. Text from a repository is not trusted: size, depth and the number of nodes that
/// aliases may unfold to are bounded, and every fault is a <see cref="Problem"/>, never an exception.
/// </summary>
public static class YamlText
{
    /// <summary>In characters. The largest sensible fleet file is a hundredth of it.</summary>
    public const int MaxLength = 2_000_000;

    /// <summary>How deep lists and mappings may nest.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many nodes a document may have after aliases are unfolded ("billion laughs").</summary>
    public const int MaxNodes = 200_000;

    /// <summary>Parses <paramref name="text"/>; returns null and adds problems (YML001…YML009) where that can't be done.</summary>
    public static YamlNode? Parse(string file, string text, ICollection<Problem> problems)
    {
        if (text.Length > MaxLength)
        {
            problems.Add(new Problem(file, 0, 0, "YML001", $"the file has {text.Length} characters; at most {MaxLength} are read"));
            return null;
        }

        if (text.AsSpan().IndexOfAny('\0', '\uFFFD') is var odd and >= 0)
        {
            problems.Add(new Problem(file, text.AsSpan(0, odd).Count('\n') + 1, 0, "YML002", $"this is not UTF-8 text{(text[odd] == '\0' ? " (a NUL character is in it)" : "")}; save the file as UTF-8"));
            return null;
        }

        var before = problems.Count;
        var reader = new Reader(file, problems);
        var parser = new Parser(new StringReader(text.TrimStart('\uFEFF')));
        try
        {
            var node = reader.ReadDocument(parser);
            return problems.Count == before ? node : null;
        }
        catch (YamlException e)
        {
            problems.Add(Syntax(file, text, e));
            return null;
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet 18.1 throws this instead of its own exception on a plain value that begins with nothing it can read.
            problems.Add(new Problem(file, (int)(parser.Current?.Start.Line ?? 1), 0, "YML003", "this is not YAML, here or in one of the next lines; look for a value that needs quotes"));
            return null;
        }
    }

    private static Problem Syntax(string file, string text, YamlException e)
    {
        // The parser complains at the line before, or at the beginning of the block: the tab is what the person must see.
        var lines = text.Split('\n');
        for (var line = Math.Max(1, (int)e.Start.Line); line <= lines.Length; line++)
        {
            var indent = lines[line - 1].AsSpan(0, lines[line - 1].Length - lines[line - 1].AsSpan().TrimStart().Length);
            if (indent.IndexOf('\t') is var tab and >= 0)
                return new Problem(file, line, tab + 1, "YML003", "the line is indented with a tab; YAML wants spaces");
        }

        return new Problem(file, (int)e.Start.Line, (int)e.Start.Column, "YML003", $"this is not YAML: {e.Message.TrimEnd('.')}");
    }

    private sealed class Reader(string file, ICollection<Problem> problems)
    {
        private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);
        private readonly Dictionary<YamlNode, int> _sizes = new(ReferenceEqualityComparer.Instance);
        private int _nodes;

        public YamlNode ReadDocument(IParser parser)
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _)) return new YamlScalar("", true, 1, 1);
            parser.Consume<DocumentStart>();
            var node = Read(parser, 0);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second)) Add(second.Start, "YML004", "only one YAML document is allowed in a file; remove '---'");
            return node;
        }

        private YamlNode Read(IParser parser, int depth)
        {
            if (depth > MaxDepth) throw new YamlException(parser.Current!.Start, parser.Current.End, $"nested deeper than {MaxDepth} levels");
            Count(1, parser.Current!);
            if (parser.TryConsume<AnchorAlias>(out var alias)) return Resolve(alias);
            // The parser lets some broken keys through, and then has the end of the mapping where a value should be.
            if (parser.Current is not NodeEvent head) throw new YamlException(parser.Current!.Start, parser.Current.End, "a value is missing here");
            if (!head.Anchor.IsEmpty) _anchors[head.Anchor.Value] = null;
            var start = _nodes;
            YamlNode node = head switch
            {
                Scalar => ReadScalar(parser),
                SequenceStart => ReadList(parser, depth),
                _ => ReadMap(parser, depth),
            };
            if (head.Anchor.IsEmpty) return node;
            _anchors[head.Anchor.Value] = node;
            _sizes[node] = _nodes - start + 1;
            return node;
        }

        private void Count(int nodes, ParsingEvent at)
        {
            _nodes += nodes;
            if (_nodes > MaxNodes) throw new YamlException(at.Start, at.End, $"more than {MaxNodes} values after aliases are unfolded");
        }

        private YamlNode Resolve(AnchorAlias alias)
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out var node))
                throw new YamlException(alias.Start, alias.End, $"there is no anchor '&{alias.Value}' above this alias");
            if (node is null) throw new YamlException(alias.Start, alias.End, $"the alias '*{alias.Value}' stands inside its own anchor");
            Count(_sizes[node], alias);
            return node;
        }

        private static YamlScalar ReadScalar(IParser parser)
        {
            var scalar = parser.Consume<Scalar>();
            // A tag such as !!str makes a plain value text, as quotes would.
            var plain = scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;
            return new YamlScalar(scalar.Value, plain, (int)scalar.Start.Line, (int)scalar.Start.Column);
        }

        private YamlList ReadList(IParser parser, int depth)
        {
            var start = parser.Consume<SequenceStart>().Start;
            var items = new List<YamlNode>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Read(parser, depth + 1));
            return new YamlList(items, (int)start.Line, (int)start.Column);
        }

        private YamlMap ReadMap(IParser parser, int depth)
        {
            var start = parser.Consume<MappingStart>().Start;
            var entries = new List<YamlEntry>();
            var merged = new List<YamlNode>();
            var keys = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var at = parser.Current!;
                var key = Read(parser, depth + 1);
                var value = Read(parser, depth + 1);
                if (key is not YamlScalar scalar) Add(at.Start, "YML005", $"a key must be text; this is a {key.Kind}");
                else if (scalar is { Value: "<<", IsPlain: true }) merged.Add(value);
                else if (keys.TryAdd(scalar.Value, scalar)) entries.Add(new YamlEntry(scalar, value));
                else Add(at.Start, "YML006", $"the key '{Printable.Line(scalar.Value)}' occurs twice, first in line {keys[scalar.Value].Line}; keep one");
            }

            foreach (var node in merged) Merge(node, entries, keys);
            return new YamlMap(entries, (int)start.Line, (int)start.Column);
        }

        // https://yaml.org/type/merge.html: keys of the mapping itself win over merged ones, earlier merges over later ones.
        private void Merge(YamlNode node, List<YamlEntry> entries, Dictionary<string, YamlScalar> keys)
        {
            switch (node)
            {
                case YamlMap map:
                    entries.AddRange(map.Entries.Where(e => keys.TryAdd(e.Key.Value, e.Key)));
                    break;
                case YamlList list when list.Items.All(i => i is YamlMap):
                    foreach (var item in list.Items) Merge(item, entries, keys);
                    break;
                default:
                    problems.Add(new Problem(file, node.Line, node.Column, "YML007", $"'<<' merges a mapping or a list of mappings; this is a {node.Kind}"));
                    break;
            }
        }

        private void Add(Mark at, string code, string message) =>
            problems.Add(new Problem(file, (int)at.Line, (int)at.Column, code, message));
    }
}
