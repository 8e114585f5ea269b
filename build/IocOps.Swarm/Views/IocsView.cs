using System.Globalization;
using System.Text.Json;
using IocOps.Core;
using IocOps.Core.Model;
using IocOps.Core.Projects;
using IocOps.Swarm.Projects;
using Spectre.Console;

namespace IocOps.Swarm.Views;

/// <summary>The IOCs of the workspace, one a line.</summary>
public static class IocsView
{
    /// <summary>Shows them; those with errors are marked, with the first error.</summary>
    public static void Show(IocSelection selection, bool json, Output output)
    {
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(output);
        if (json) output.Data(JsonStyle.Array(selection.Members, Write));
        else if (selection.Members.Count > 0) output.Data(Table(selection.Members));
        var bad = selection.Members.Count(m => m.Ioc is null);
        output.Note($"{selection.Members.Count} {(selection.Members.Count == 1 ? "IOC" : "IOCs")}{(bad > 0 ? $", {bad} with errors (CheckIocs shows all of them)" : "")}.");
        if (selection.Unknown.Count > 0) output.Note($"Not looked at, because of errors in them: {string.Join(", ", selection.Unknown)}.");
    }

    private static Table Table(IReadOnlyList<FleetMember> members)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("IOC", "IMAGE", "MODULES", "HOST", "DBS", "DESCRIPTION");
        foreach (var member in members)
        {
            if (member.Ioc is { } ioc)
            {
                var host = ioc.Host == Ioc.SwarmHost ? ioc.Host : $"{ioc.Host} (not for the swarm)";
                table.AddRow(
                    new Text(ioc.Name), new Text(ioc.Image), new Text(string.Join(',', IocFilter.NamesOf(ioc.Modules))), new Text(host),
                    new Text(ioc.Databases.Count.ToString(CultureInfo.InvariantCulture)), new Text(ioc.Description));
            }
            else
            {
                table.AddRow(new Text(member.Name), new Text("errors", new Style(Color.Red)), new Text(""), new Text(""), new Text(""), new Text(FirstError(member) ?? "site.yaml has errors"));
            }
        }

        return table;
    }

    private static string? FirstError(FleetMember member) => member.Problems.FirstOrDefault(p => p.Severity == Severity.Error)?.ToString();

    private static void Write(Utf8JsonWriter json, FleetMember member)
    {
        var ioc = member.Ioc;
        json.WriteString("name", member.Name);
        json.WriteString("error", ioc is null ? FirstError(member) : null);
        json.WriteString("description", ioc?.Description);
        json.WriteString("host", ioc?.Host);
        json.WriteString("image", ioc?.Image);
        json.WriteString("bin", ioc?.Bin);
        json.WriteString("layout", ioc?.Layout.Name);
        json.WriteString("delivery", ioc is null ? null : JsonStyle.Name(ioc.Delivery));
        JsonStyle.Strings(json, "modules", ioc is null ? [] : IocFilter.NamesOf(ioc.Modules));
        JsonStyle.Strings(json, "databases", ioc?.Databases.Select(d => d.File) ?? []);
        JsonStyle.Strings(json, "ports", ioc?.Ports.Select(p => p.Name) ?? []);
        JsonStyle.Strings(json, "protocols", ioc?.Protocols ?? []);
        json.WriteString("health", ioc?.Health?.Word);
        json.WriteStartObject("labels");
        foreach (var label in ioc?.Deploy.Labels ?? []) json.WriteString(label.Name, label.Value);
        json.WriteEndObject();
    }
}
