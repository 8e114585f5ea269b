using System.Text.Json;
using IocOps.Core.Checks;
using IocOps.Core.Operations;
using Spectre.Console;

namespace IocOps.Swarm.Views;

/// <summary>PVs and who serves them.</summary>
public static class PvView
{
    /// <summary>The list of all PVs.</summary>
    public static void List(IReadOnlyList<PvRow> rows, bool json, Output output)
    {
        if (json)
        {
            output.Data(JsonStyle.Array(rows, Write));
            return;
        }

        var table = new Table().Border(TableBorder.None).AddColumns("PV", "TYPE", "IOC", "WHERE");
        foreach (var row in rows) table.AddRow(new Text(row.Name), new Text(row.Type), new Text(row.Ioc), new Text($"{row.File}:{row.Line}"));
        output.Data(table);
    }

    /// <summary>PVs with the place where they are served now.</summary>
    /// <param name="rows">What was found.</param>
    /// <param name="services">Of the swarm; null where it can't be asked.</param>
    /// <param name="json">For programs.</param>
    /// <param name="output">Where to.</param>
    public static void Found(IReadOnlyList<PvRow> rows, IReadOnlyList<ServiceRow>? services, bool json, Output output)
    {
        var byIoc = (services ?? []).Where(s => s.Ioc is not null).ToLookup(s => s.Ioc!, StringComparer.Ordinal);
        if (json)
        {
            output.Data(JsonStyle.Array(rows, (writer, row) =>
            {
                Write(writer, row);
                writer.WriteString("state", byIoc[row.Ioc].FirstOrDefault()?.State);
                JsonStyle.Strings(writer, "nodes", byIoc[row.Ioc].SelectMany(s => s.Nodes));
            }));
            return;
        }

        var table = new Table().Border(TableBorder.None).AddColumns("PV", "TYPE", "IOC", "STATE", "NODE", "WHERE");
        foreach (var row in rows)
        {
            var state = byIoc[row.Ioc].FirstOrDefault()?.State ?? (services is null ? "" : "not deployed");
            table.AddRow(new Text(row.AliasOf is null ? row.Name : $"{row.Name} (alias of {row.AliasOf})"), new Text(row.Type), new Text(row.Ioc), new Text(state), new Text(string.Join(", ", byIoc[row.Ioc].SelectMany(s => s.Nodes))), new Text($"{row.File}:{row.Line}"));
        }

        output.Data(table);
    }

    private static void Write(Utf8JsonWriter json, PvRow row)
    {
        json.WriteString("name", row.Name);
        json.WriteString("type", row.Type);
        json.WriteString("ioc", row.Ioc);
        json.WriteString("file", row.File);
        json.WriteNumber("line", row.Line);
        json.WriteString("aliasOf", row.AliasOf);
    }
}
