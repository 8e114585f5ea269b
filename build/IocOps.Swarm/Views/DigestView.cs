using System.Globalization;
using System.Text.Json;
using IocOps.Core.Planning;
using Spectre.Console;

namespace IocOps.Swarm.Views;

/// <summary>The digest of the fleet for people and for programs.</summary>
public static class DigestView
{
    /// <summary>Shows the digest.</summary>
    /// <param name="rows">In the order to show.</param>
    /// <param name="now">UTC, to say how long something runs.</param>
    /// <param name="json">For programs.</param>
    /// <param name="output">Where to.</param>
    public static void Show(IReadOnlyList<DigestRow> rows, DateTime now, bool json, Output output)
    {
        if (json)
        {
            output.Data(Json(rows));
            return;
        }

        output.Data(Table(rows, now));
        output.Note(Summary(rows));
    }

    /// <summary>A table with one IOC per line; the widest columns fold, none is cut off.</summary>
    /// <param name="rows">In the order to show.</param>
    /// <param name="now">UTC, to say how long something runs.</param>
    public static Table Table(IReadOnlyList<DigestRow> rows, DateTime now)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("IOC", "STATE", "SINCE", "NODE", "HEALTH", "IMAGE", "DETAIL");
        foreach (var row in rows)
        {
            table.AddRow(
                new Text(row.Name),
                new Text(Words(row.State), new Style(Colour(row.State))),
                new Text(row.Since is { } since ? Ago(now - since) : ""),
                new Text(string.Join(", ", row.Nodes)),
                new Text(row.Health ?? ""),
                new Text(row.Image ?? ""),
                new Text(Detail(row)));
        }

        return table;
    }

    /// <summary>The same as a JSON array; the field names are documented in docs/operations.md and stay.</summary>
    public static string Json(IReadOnlyList<DigestRow> rows) => JsonStyle.Array(rows, Write);

    /// <summary>How many IOCs are in which state, worst first: <c>1 failed, 11 running</c>.</summary>
    public static string Summary(IReadOnlyList<DigestRow> rows) =>
        rows.Count == 0 ? "no IOCs" : string.Join(", ", rows.GroupBy(r => r.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Words(g.Key)}"));

    /// <summary>A state in words, as the table shows it.</summary>
    public static string Words(DigestState state) => state switch
    {
        DigestState.Available => "available, not deployed",
        DigestState.NotGenerated => "not generated",
        DigestState.RolledBack => "rolled back",
        DigestState.NotSwarm => "not for the swarm",
        _ => state.ToString().ToLowerInvariant(),
    };

    internal static Color Colour(DigestState state) => state switch
    {
        DigestState.Failed or DigestState.RolledBack or DigestState.Invalid => Color.Red,
        DigestState.Running => Color.Green,
        DigestState.NotSwarm or DigestState.Idle or DigestState.Stopped => Color.Grey,
        _ => Color.Yellow,
    };

    private static string Detail(DigestRow row) => row.HealthOutput is not { } said ? row.Detail : $"{row.Detail}{(row.Detail.Length == 0 ? "" : "; ")}its health check said: {said}";

    // Two units at most: the eye wants to tell a minute from a week, not to calculate.
    internal static string Ago(TimeSpan time) => time switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h"),
    };

    private static void Write(Utf8JsonWriter json, DigestRow row)
    {
        json.WriteString("name", row.Name);
        json.WriteString("state", JsonStyle.Name(row.State));
        json.WriteString("folder", row.Folder is { } folder ? JsonStyle.Name(folder) : null);
        json.WriteString("service", row.Service);
        json.WriteNumber("running", row.Running);
        json.WriteNumber("wanted", row.Wanted);
        if (row.Since is { } since) json.WriteString("since", since);
        else json.WriteNull("since");
        json.WriteStartArray("nodes");
        foreach (var node in row.Nodes) json.WriteStringValue(node);
        json.WriteEndArray();
        json.WriteString("image", row.Image);
        json.WriteString("health", row.Health);
        json.WriteString("detail", row.Detail);
        json.WriteString("healthOutput", row.HealthOutput);
        json.WriteString("origin", row.Origin is { } origin ? JsonStyle.Name(origin) : null);
    }
}
