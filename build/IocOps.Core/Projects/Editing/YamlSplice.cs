using IocOps.Core.Model.Reading;
using YamlDotNet.Core;

namespace IocOps.Core.Projects.Editing;

/// <summary>Cuts single values of a YAML file out and puts others in.</summary>
/// <param name="text">Of the file.</param>
/// <param name="yaml">The places in it.</param>
internal sealed class YamlSplice(string text, PlacedYaml yaml)
{
    private readonly string _lineEnd = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
    private readonly int _indent = IndentOf(yaml.Root) ?? 2;

    /// <summary>The text with a value set; keys that are missing on the way are made.</summary>
    /// <exception cref="EditException">It can't be done here.</exception>
    public string Set(IReadOnlyList<YamlStep> steps, string value)
    {
        var node = yaml.Root;
        if (node is null || node.IsMissing) return text + (text.Length == 0 || text.EndsWith('\n') ? "" : _lineEnd) + Lines(steps, value, 0) + _lineEnd;
        (PlacedNode Key, int At)? entry = null;
        var isFlow = false;
        for (var i = 0; i < steps.Count; i++)
        {
            RequireOwn(node, i > 0);
            isFlow |= node.IsFlow;
            if (node.IsMissing && entry is { } empty) return FillEmpty(empty.Key, isFlow, [.. steps.Skip(i)], value);
            RequireKind(node, steps[i], Named(steps, i));
            var index = steps[i].Key is { } key ? node.Find(key) : steps[i].Index;
            if (steps[i].Key is null && index > node.Count) throw new EditException(node, $"{Named(steps, i)} has {node.Count} items, numbered from 0; the next one is [+]");
            if (index < 0 || index == node.Count) return Insert(node, isFlow, [.. steps.Skip(i)], value);
            entry = node.Kind == PlacedKind.Map ? (node.Entries[index].Key, index) : null;
            node = node.Kind == PlacedKind.Map ? node.Entries[index].Value : node.Items[index];
        }

        RequireUnused(node);
        return Replace(node, entry?.Key, isFlow, value);
    }

    /// <summary>The text without a key or item, and without the mapping that would be empty then; null where it is not there.</summary>
    /// <exception cref="EditException">It can't be done here.</exception>
    public string? Unset(IReadOnlyList<YamlStep> steps)
    {
        var way = new List<(PlacedNode Node, int Index)>();
        var node = yaml.Root;
        foreach (var step in steps)
        {
            if (node is null || (step.Key is null ? node.Kind != PlacedKind.List : node.Kind != PlacedKind.Map))
                return node?.Kind == PlacedKind.Alias ? throw Alias(node) : null;
            RequireOwn(node, way.Count > 0);
            var index = step.Key is { } key ? node.Find(key) : step.Index;
            if (index < 0 || index >= node.Count) return null;
            way.Add((node, index));
            node = node.Kind == PlacedKind.Map ? node.Entries[index].Value : node.Items[index];
        }

        if (way.Count == 0) return null;
        RequireUnused(node!);
        var last = way.Count - 1;
        while (last > 0 && way[last].Node.Count == 1)
        {
            if (way[last - 1].Node.Kind == PlacedKind.List) throw new EditException(node, $"it is all that its entry of a list has; take {Named(steps, last)} away instead");
            RequireUnused(way[last].Node);
            last--;
        }

        return Cut(way[last].Node, way[last].Index);
    }

    private string Cut(PlacedNode node, int index)
    {
        var (start, end) = (node.StartOf(index), node.EndOf(index));
        if (node.IsFlow)
        {
            if (index < node.Count - 1) return text.Remove(start, node.StartOf(index + 1) - start);
            var from = index > 0 ? node.EndOf(index - 1) : start;
            return text.Remove(from, end - from);
        }

        if (node.Kind == PlacedKind.List) start = text.LastIndexOf('-', start - 1);
        var line = LineStart(start);
        if (string.IsNullOrWhiteSpace(text[line..start].TrimStart('\uFEFF'))) return text.Remove(line, NextLine(end) - line);
        // The first key behind a dash: the next one takes its place.
        if (index == node.Count - 1) throw new EditException(node, "it is all that its entry has; take the whole entry away instead");
        return text.Remove(start, node.StartOf(index + 1) - start);
    }

    private string Replace(PlacedNode node, PlacedNode? key, bool isFlow, string value)
    {
        var style = node is { Kind: PlacedKind.Scalar } and not { Style: ScalarStyle.Literal or ScalarStyle.Folded } ? node.Style : ScalarStyle.Plain;
        var fresh = YamlValueText.Value(value, style, isFlow);
        if (node.IsMissing) return text.Insert(node.Start, " " + fresh);
        if (!node.IsBlockCollection || key is null || LineStart(key.Start) == LineStart(node.Start)) return Splice(node.Start, node.End, fresh);
        // The value stood on lines of its own; a comment behind the key stays there.
        var line = LineStart(node.Start);
        var without = text.Remove(line, NextLine(node.End) - line);
        return without.Insert(text.IndexOf(':', key.End) + 1, " " + fresh);
    }

    private string Insert(PlacedNode node, bool isFlow, IReadOnlyList<YamlStep> steps, string value)
    {
        if (node.IsFlow) return InsertInFlow(node, steps, value);
        if (isFlow) throw new EditException(node, "it is written in a way that can't be edited");
        var indent = node.Kind == PlacedKind.Map ? node.Entries[0].Key.Column - 1 : DashColumn(node);
        var lines = node.Kind == PlacedKind.Map ? Lines(steps, value, indent) : $"{new string(' ', indent)}- {Rest(steps, value, false)}";
        if (ReferenceEquals(node, yaml.Root) && InsertBeforeFirst(node, steps[0].Key!)) return text.Insert(LineStart(node.StartOf(0)), lines + _lineEnd);
        var after = ReferenceEquals(node, yaml.Root) ? Predecessor(node, steps[0].Key!) : node.Count - 1;
        return text.Insert(LineEnd(node.EndOf(after)), _lineEnd + lines);
    }

    private string InsertInFlow(PlacedNode node, IReadOnlyList<YamlStep> steps, string value)
    {
        var piece = node.Kind == PlacedKind.Map ? Pair(steps, value) : Rest(steps, value, true);
        if (node.Count > 0) return text.Insert(node.EndOf(node.Count - 1), ", " + piece);
        return text.Insert(text.IndexOf(node.Kind == PlacedKind.Map ? '{' : '[', node.Start) + 1, piece);
    }

    // `deploy:` with nothing behind it.
    private string FillEmpty(PlacedNode key, bool isFlow, IReadOnlyList<YamlStep> steps, string value)
    {
        var colon = text.IndexOf(':', key.End) + 1;
        if (isFlow || steps[0].Key is null) return text.Insert(colon, " " + Whole(steps, value));
        return text.Insert(LineEnd(colon), _lineEnd + Lines(steps, value, key.Column - 1 + _indent));
    }

    // One key per line, deeper and deeper; what is in a list is written in one line.
    private string Lines(IReadOnlyList<YamlStep> steps, string value, int indent)
    {
        var key = new string(' ', indent) + YamlValueText.Key(steps[0].Key!, false) + ":";
        if (steps.Count > 1 && steps[1].Key is not null) return key + _lineEnd + Lines([.. steps.Skip(1)], value, indent + _indent);
        return $"{key} {Rest(steps, value, false)}";
    }

    private static string Pair(IReadOnlyList<YamlStep> steps, string value) =>
        $"{YamlValueText.Key(steps[0].Key!, true)}: {Rest(steps, value, true)}";

    // What stands in the place that the first step names, in one line.
    private static string Rest(IReadOnlyList<YamlStep> steps, string value, bool inFlow) =>
        steps.Count == 1 ? YamlValueText.Value(value, ScalarStyle.Plain, inFlow) : Whole([.. steps.Skip(1)], value);

    private static string Whole(IReadOnlyList<YamlStep> steps, string value) =>
        steps[0].Key is null ? $"[{Rest(steps, value, true)}]" : $"{{{Pair(steps, value)}}}";

    private static int? IndentOf(PlacedNode? root) =>
        root?.Entries.Select(e => e.Value).FirstOrDefault(v => v is { Kind: PlacedKind.Map, IsFlow: false, Count: > 0 })?.Entries[0].Key.Column - 1;

    // The order of the documentation, as far as the file keeps it.
    private static int Predecessor(PlacedNode root, string key)
    {
        var order = Keys.Ioc.All.ToList();
        var place = order.IndexOf(key);
        var before = root.Entries.FindLastIndex(e => order.IndexOf(e.Key.Value) is var known && known >= 0 && known < place);
        return place < 0 || before < 0 ? root.Count - 1 : before;
    }

    private bool InsertBeforeFirst(PlacedNode root, string key)
    {
        if (root.Entries.Count == 0 || key != Keys.Ioc.All[0]) return false;
        var line = LineStart(root.StartOf(0));
        var above = line == 0 ? "" : text[LineStart(line - 1)..line].Trim().TrimStart('\uFEFF');
        // Another comment there belongs to the first key.
        return above.Length == 0 || above.Contains("$schema", StringComparison.Ordinal);
    }

    private int DashColumn(PlacedNode list)
    {
        var dash = text.LastIndexOf('-', list.StartOf(0) - 1);
        return dash - LineStart(dash);
    }

    private string Splice(int start, int end, string fresh) => string.Concat(text.AsSpan(0, start), fresh, text.AsSpan(end));

    private int LineStart(int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    private int LineEnd(int at)
    {
        var end = text.IndexOf('\n', at);
        if (end < 0) return text.Length;
        return end > 0 && text[end - 1] == '\r' ? end - 1 : end;
    }

    private int NextLine(int at) => text.IndexOf('\n', at) is var end and >= 0 ? end + 1 : text.Length;

    private void RequireOwn(PlacedNode node, bool isInside)
    {
        if (node.Kind == PlacedKind.Alias) throw Alias(node);
        if (isInside) RequireUnused(node);
    }

    private void RequireUnused(PlacedNode node)
    {
        if (node.Kind == PlacedKind.Alias || node.Anchor is not { } anchor || !yaml.Aliases.TryGetValue(anchor, out var lines)) return;
        throw new EditException(node, $"the anchor '&{anchor}' is here, and what changes here would change in line {string.Join(", ", lines)} too; edit the file by hand");
    }

    private static EditException Alias(PlacedNode node) =>
        new(node, $"it is inside the alias '*{node.Anchor}': what stands at its anchor is used elsewhere too; edit the file by hand");

    private static void RequireKind(PlacedNode node, YamlStep step, string name)
    {
        if (node.Kind == (step.Key is null ? PlacedKind.List : PlacedKind.Map)) return;
        var place = name.Length == 0 ? "the file" : name;
        throw new EditException(node, step.Key is null ? $"{place} is {node.Word}, and only a list has items" : $"{place} is {node.Word}, and only a mapping has keys such as '{Printable.Line(step.Key)}'");
    }

    private static string Named(IReadOnlyList<YamlStep> steps, int count) => string.Concat(
        steps.Take(count).Select((s, i) => s.Key is { } key ? (i == 0 ? "" : ".") + key : s.Index < 0 ? "[+]" : $"[{s.Index}]"));
}
