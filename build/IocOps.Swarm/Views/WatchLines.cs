using System.Globalization;
using System.Text.Json;
using IocOps.Core;
using IocOps.Core.Planning;
using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Views;

/// <summary>A watch for scripts and logs: a line, or an object, per change; at first those that are not running, as objects all of them.</summary>
/// <param name="output">Where to.</param>
/// <param name="json">An object per line: it can be read while it goes on.</param>
public sealed class WatchLines(Output output, bool json) : IWatchDisplay
{
    private bool _hasBegun;
    private string? _trouble;

    /// <inheritdoc />
    public void Show(WatchLook look)
    {
        if (look.Trouble != _trouble) Tell(look);
        _trouble = look.Trouble;
        foreach (var change in look.Changes.Where(c => json || _hasBegun || c.Now?.State != DigestState.Running))
            output.Data(json ? Json(change) : $"{Stamp(look.Time)} {Words(change)}");
        if (!_hasBegun) output.Note($"{DigestView.Summary(look.Rows)}; waiting for changes.");
        _hasBegun = true;
    }

    /// <summary><c>ramper: running on n1 (was starting)</c></summary>
    internal static string Words(DigestChange change)
    {
        if (change.Now is not { } now) return $"{change.Name}: gone (was {DigestView.Words(change.Was!.State)})";
        var place = now.Nodes.Count == 0 ? "" : $" on {string.Join(", ", now.Nodes)}";
        var detail = now.Detail.Length == 0 ? "" : $": {Printable.Line(now.Detail)}";
        var was = change.Was is not { } before ? ""
            : change.IsOfState ? $" (was {DigestView.Words(before.State)})"
            : before.Nodes.SequenceEqual(now.Nodes, StringComparer.Ordinal) ? " (restarted)"
            : $" (was on {(before.Nodes.Count == 0 ? "no node" : string.Join(", ", before.Nodes))})";
        return $"{change.Name}: {DigestView.Words(now.State)}{place}{was}{detail}";
    }

    private static string Stamp(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private void Tell(WatchLook look)
    {
        if (json) output.Data(JsonStyle.Line(o => WriteTrouble(o, look)));
        else output.Note(look.Trouble is { } trouble ? $"{Stamp(look.Time)} The swarm can't be read just now: {trouble}" : $"{Stamp(look.Time)} The swarm can be read again.");
    }

    private static void WriteTrouble(Utf8JsonWriter json, WatchLook look)
    {
        json.WriteString("time", look.Time);
        json.WriteString("event", look.Trouble is null ? "back" : "trouble");
        json.WriteString("detail", look.Trouble ?? "");
    }

    private static string Json(DigestChange change) => JsonStyle.Line(json =>
    {
        json.WriteString("time", change.Time);
        json.WriteString("event", change.Now is null ? "gone" : "state");
        json.WriteString("name", change.Name);
        json.WriteString("state", change.Now is { } now ? JsonStyle.Name(now.State) : null);
        json.WriteString("was", change.Was is { } was ? JsonStyle.Name(was.State) : null);
        JsonStyle.Strings(json, "nodes", change.Now?.Nodes ?? []);
        JsonStyle.Time(json, "since", change.Now?.Since);
        json.WriteString("health", change.Now?.Health);
        json.WriteString("detail", change.Now?.Detail ?? "");
    });
}
