using System.Text.Json;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Audit;

/// <summary>One change, as it is written down: who, when, where, which target, what, and what came of it.</summary>
/// <param name="Time">UTC, of the answer to the change.</param>
/// <param name="Target">That made it: <c>DrainNode</c>.</param>
/// <param name="What">In words: <c>n2: availability active → drain</c>.</param>
public sealed record AuditLine(DateTime Time, string Target, string What)
{
    /// <summary>As the operating system knows the user.</summary>
    public string User { get; init; } = "";

    /// <summary>Who became that user with sudo; null for nobody.</summary>
    public string? SudoUser { get; init; }

    /// <summary>Machine where the command was given.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its number there: lines of one run have the same.</summary>
    public int Process { get; init; }

    /// <summary>The engine that was talked to; null where none was.</summary>
    public string? Engine { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Failure { get; init; }

    /// <summary><c>done</c> or <c>failed</c>.</summary>
    public string Result => Failure is null ? "done" : "failed";

    /// <summary>Reads what <see cref="ToString"/> gave; null for anything else, such as a line that a full disk cut.</summary>
    public static AuditLine? Parse(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var o = json.RootElement;
            return new AuditLine(o.GetProperty("time").GetDateTime().ToUniversalTime(), Text(o, "target") ?? "", Text(o, "what") ?? "")
            {
                User = Text(o, "user") ?? "",
                SudoUser = Text(o, "sudoUser"),
                Host = Text(o, "host") ?? "",
                Process = o.GetProperty("process").GetInt32(),
                Engine = Text(o, "engine"),
                Failure = Text(o, "failure"),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The fields in JSON, in the order in which they are documented.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteString("time", Time);
        json.WriteString("user", User);
        json.WriteString("sudoUser", SudoUser);
        json.WriteString("host", Host);
        json.WriteNumber("process", Process);
        json.WriteString("target", Target);
        json.WriteString("engine", Engine);
        json.WriteString("what", What);
        json.WriteString("result", Result);
        json.WriteString("failure", Failure);
    }

    /// <summary>The object on one line.</summary>
    public override string ToString() => JsonStyle.Line(Write);

    private static string? Text(JsonElement o, string name) => o.TryGetProperty(name, out var value) ? value.GetString() : null;
}
