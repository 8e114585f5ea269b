using System.Globalization;
using System.Text.Json;
using IocOps.Core.Planning.History;
using IocOps.Swarm.Operations;
using Spectre.Console;

namespace IocOps.Swarm.Views;

/// <summary>Deployments, for people and for programs.</summary>
public static class HistoryView
{
    /// <summary>A line for each.</summary>
    public static void Show(IReadOnlyList<HistoryRow> rows, bool json, Output output)
    {
        if (json) output.Data(JsonStyle.Array(rows, Write));
        else if (rows.Count == 0) output.Note("No deployment is remembered, or none fits.");
        else output.Data(Table(rows));
    }

    private static Table Table(IReadOnlyList<HistoryRow> rows)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("IOC", "TIME (UTC)", "WHAT", "BY", "COMMIT", "VERSION", "");
        foreach (var row in rows)
        {
            var record = row.Record;
            table.AddRow(
                new Text(row.Service.Ioc ?? row.Service.Name), new Text(record.Time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? ""), new Text(Words(record)),
                new Text(record.By), new Text(record.Commit), new Text(record.Version), new Text(row.IsCurrent ? "now" : row.CanGoBack ? "can go back" : ""));
        }

        return table;
    }

    private static string Words(DeploymentRecord record) => record.Action == DeploymentRecord.Other ? "not by IocOps" : record.Action;

    private static void Write(Utf8JsonWriter json, HistoryRow row)
    {
        json.WriteString("service", row.Service.Name);
        json.WriteString("ioc", row.Service.Ioc);
        JsonStyle.Time(json, "time", row.Record.Time);
        json.WriteString("action", row.Record.Action);
        json.WriteString("by", row.Record.By.Length > 0 ? row.Record.By : null);
        json.WriteString("commit", row.Record.Commit.Length > 0 ? row.Record.Commit : null);
        json.WriteString("version", row.Record.Version);
        json.WriteBoolean("current", row.IsCurrent);
        json.WriteBoolean("canGoBack", row.CanGoBack);
    }
}
