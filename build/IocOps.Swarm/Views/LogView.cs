using IocOps.Swarm.Operations;

namespace IocOps.Swarm.Views;

/// <summary>Lines of logs, for people and for programs.</summary>
/// <param name="output">Where to.</param>
/// <param name="timestamps">Also when each was printed.</param>
/// <param name="json">An object per line: it can be read while it goes on.</param>
public sealed class LogView(Output output, bool timestamps, bool json)
{
    private readonly List<string> _seen = [];

    /// <summary>Shows a line; those of the same IOC have the same colour.</summary>
    public void Show(FleetLine line)
    {
        var who = line.Service.Ioc ?? line.Service.Name;
        if (json)
        {
            output.Data(Json(line));
            return;
        }

        var place = _seen.IndexOf(who);
        if (place < 0)
        {
            _seen.Add(who);
            place = _seen.Count - 1;
        }

        var time = timestamps ? $"{line.Line.Time} " : "";
        output.Labelled($"{who}@{line.Task.Node}", place, $"{time}{line.Line.Text}");
    }

    private static string Json(FleetLine line) => JsonStyle.Line(json =>
    {
        json.WriteString("ioc", line.Service.Ioc);
        json.WriteString("service", line.Service.Name);
        json.WriteString("task", line.Task.Id);
        json.WriteString("node", line.Task.Node);
        json.WriteString("time", line.Line.Time);
        json.WriteString("text", line.Line.Text);
    });
}
