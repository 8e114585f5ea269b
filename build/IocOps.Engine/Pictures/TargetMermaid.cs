using System.Text;

namespace IocOps.Engine.Pictures;

/// <summary>A map of targets as Markdown, which forges draw with Mermaid.</summary>
public static class TargetMermaid
{
    /// <summary>Writes the map.</summary>
    /// <param name="map">What to show.</param>
    /// <param name="title">What it is of.</param>
    public static string Write(TargetMap map, string title)
    {
        var text = new StringBuilder($"# {title}\n\n```mermaid\nflowchart LR\n");
        foreach (var target in map.Linked)
            text.Append($"    {target.Name}\n");
        foreach (var arrow in map.Arrows)
            text.Append($"    {arrow.From.Name} {Line(arrow.Kind)} {arrow.To.Name}\n");
        text.Append("```\n");
        if (map.Alone.Count > 0)
            text.Append($"\nNeed no other target: {string.Join(", ", map.Alone.Select(t => t.Name))}.\n");
        return text.ToString();
    }

    private static string Line(ArrowKind kind) => kind switch
    {
        ArrowKind.Needs => "-->",
        ArrowKind.Triggers => "-- triggers -->",
        _ => "-.->",
    };
}
