using System.Globalization;
using System.Text.Json;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using Spectre.Console;

namespace IocOps.Swarm.Views;

/// <summary>Services and their tasks, for people and for programs.</summary>
public static class ServicesView
{
    /// <summary>A table with one service per line; with its tasks below where asked for.</summary>
    public static void Show(IReadOnlyList<ServiceRow> services, bool detail, bool json, Output output)
    {
        if (json)
        {
            output.Data(Json(services, detail));
            return;
        }

        output.Data(Table(services, detail, DateTime.UtcNow));
    }

    /// <summary>A block for each service: all that there is to say of it, and its tasks.</summary>
    public static void ShowInfo(IReadOnlyList<ServiceRow> services, bool json, Output output)
    {
        if (json)
        {
            output.Data(Json(services, detail: true));
            return;
        }

        foreach (var service in services)
        {
            output.Data($"{service.Ioc ?? service.Name}");
            foreach (var (key, value) in Facts(service).Where(f => f.Value.Length > 0)) output.Data($"  {key,-12}{value}");
            output.Data(new Padder(Tasks(service, DateTime.UtcNow)).Padding(2, 0, 0, 1));
        }
    }

    /// <summary>An array of services; the field names are documented in docs/operations.md and stay.</summary>
    public static string Json(IReadOnlyList<ServiceRow> services, bool detail) => JsonStyle.Array(services, (json, service) => Write(json, service, detail));

    private static Table Table(IReadOnlyList<ServiceRow> services, bool detail, DateTime now)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("SERVICE", "STATE", "TASKS", "NODE", "SINCE", "HEALTH", "DETAIL");
        foreach (var service in services)
        {
            table.AddRow(
                new Text(service.Name), Coloured(service.State), new Text(Count(service)), new Text(string.Join(", ", service.Nodes)),
                new Text(Ago(service.Tasks.Where(t => t.State == "running").Select(t => t.Since).Min(), now)), new Text(service.Health ?? ""), new Text(service.Detail));
            if (!detail) continue;
            foreach (var task in service.Tasks)
            {
                table.AddRow(
                    new Text($"  task {task.Id}"), Coloured(task.State), new Text(task.ExitCode is { } code ? $"exit {code}" : ""), new Text(NodeOf(task)),
                    new Text(Ago(task.Since, now)), new Text(""), new Text(LogText.Clean(task.Error)));
            }
        }

        return table;
    }

    private static IEnumerable<(string Key, string Value)> Facts(ServiceRow service) =>
    [
        ("service", $"{service.Name} ({service.Id})"),
        ("state", $"{service.State}, {Count(service)} running{(service.Detail.Length == 0 ? "" : $": {service.Detail}")}"),
        ("health", service.Health ?? ""),
        ("image", service.Image),
        ("mode", service.Mode),
        ("constraints", string.Join(", ", service.Constraints)),
        ("created", Time(service.Created)),
        ("changed", Time(service.Updated)),
        ("last update", service.UpdateState is { } state ? $"{state}: {LogText.Clean(service.UpdateMessage)}" : ""),
    ];

    private static Table Tasks(ServiceRow service, DateTime now)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("TASK", "STATE", "WANTED", "NODE", "SINCE", "EXIT", "ERROR");
        foreach (var task in service.Tasks)
        {
            table.AddRow(
                new Text(task.Id), Coloured(task.State), new Text(task.Desired), new Text(NodeOf(task)), new Text(Ago(task.Since, now)),
                new Text(task.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? ""), new Text(LogText.Clean(task.Error)));
        }

        return table;
    }

    private static Text Coloured(string state) => new(state == "rolledBack" ? "rolled back" : state, new Style(state switch
    {
        "running" => Color.Green,
        "failed" or "rejected" or "orphaned" or "rolledBack" => Color.Red,
        "shutdown" or "complete" or "idle" or "stopped" or "remove" => Color.Grey,
        _ => Color.Yellow,
    }));

    private static string NodeOf(TaskRow task) => task.Node is not { } node ? "" : task.NodeReady ? node : $"{node} (not ready)";

    private static string Count(ServiceRow service) => string.Create(CultureInfo.InvariantCulture, $"{service.Running}/{service.Wanted}");

    private static string Time(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "";

    private static string Ago(DateTime? since, DateTime now) => since is { } time ? DigestView.Ago(now - time) : "";

    private static void Write(Utf8JsonWriter json, ServiceRow service, bool detail)
    {
        json.WriteString("service", service.Name);
        json.WriteString("id", service.Id);
        json.WriteString("ioc", service.Ioc);
        json.WriteString("owner", service.Owner);
        json.WriteString("state", service.State);
        json.WriteString("detail", service.Detail);
        json.WriteNumber("running", service.Running);
        json.WriteNumber("wanted", service.Wanted);
        json.WriteString("mode", service.Mode);
        json.WriteString("image", service.Image);
        json.WriteString("health", service.Health);
        JsonStyle.Strings(json, "nodes", service.Nodes);
        JsonStyle.Time(json, "created", service.Created);
        JsonStyle.Time(json, "changed", service.Updated);
        json.WriteString("updateState", service.UpdateState);
        json.WriteString("updateMessage", service.UpdateMessage);
        JsonStyle.Strings(json, "constraints", service.Constraints);
        if (!detail) return;
        json.WriteStartArray("tasks");
        foreach (var task in service.Tasks) Write(json, task);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, TaskRow task)
    {
        json.WriteStartObject();
        json.WriteString("id", task.Id);
        json.WriteString("node", task.Node);
        json.WriteBoolean("nodeReady", task.NodeReady);
        json.WriteString("state", task.State);
        json.WriteString("wanted", task.Desired);
        JsonStyle.Time(json, "since", task.Since);
        json.WriteString("error", task.Error);
        if (task.ExitCode is { } code) json.WriteNumber("exitCode", code);
        else json.WriteNull("exitCode");
        json.WriteString("container", task.Container);
        json.WriteEndObject();
    }
}
