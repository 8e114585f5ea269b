using IocOps.Core;
using IocOps.Core.Operations;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Consoles;

/// <summary>The shells of IOCs, and shells and commands beside them.</summary>
/// <param name="engines">Where the containers are.</param>
/// <param name="output">Where to show.</param>
public sealed class IocShell(NodeEngines engines, Output output)
{
    private const int AtOnce = 8;

    /// <summary>Types into the shell of an IOC: somebody at a terminal, or the lines of standard input.</summary>
    /// <param name="place">Which IOC.</param>
    /// <param name="mayEnd">Whether lines of standard input may end it.</param>
    /// <param name="cancel">Leaves.</param>
    /// <exception cref="SwarmException">One can't type into it.</exception>
    public async Task AttachAsync(IocPlace place, bool mayEnd, CancellationToken cancel)
    {
        var engine = await engines.OfAsync(place.Node, cancel);
        RequireShell(place, await engine.InspectContainerAsync(place.Container, cancel));
        await using var link = await engine.AttachAsync(place.Container, cancel);
        output.Changed($"shell of {place.Name} on {place.Node.Name} opened");
        var end = ConsoleLink.IsInteractive ? await TypeAsync(place, engine, link, cancel) : await PlayAsync(place, link, mayEnd, cancel);
        output.Note(end == SessionEnd.Left ? $"Left; {place.Name} runs on." : $"{place.Name} ended, or the connection to it; Swarm starts it again.");
    }

    /// <summary>Runs a shell command beside some IOCs: at this terminal where it is one IOC and there is one, else to its end.</summary>
    /// <param name="places">Where.</param>
    /// <param name="command">In the words of a shell.</param>
    /// <param name="how">Whether to tell only what would run, and whether for programs: then nothing is shown on the way.</param>
    /// <param name="cancel">Leaves; what runs there runs on.</param>
    /// <returns>What each gave.</returns>
    public async Task<IReadOnlyList<(IocPlace Place, ExecResult Result)>> RunAsync(IReadOnlyList<IocPlace> places, string command, (bool DryRun, bool Json) how, CancellationToken cancel)
    {
        if (how.DryRun)
        {
            foreach (var place in places) output.Note($"  {place.Name} on {place.Node.Name}: would run {Printable.Line(command)}");
            return [];
        }

        if (places.Count == 1 && !how.Json && ConsoleLink.IsInteractive) return [(places[0], new ExecResult(await ExecAtTerminalAsync(places[0], command, cancel), [], []))];
        return [.. places.Zip(await ExecAsync(places, command, !how.Json, cancel))];
    }

    private async Task<long> ExecAtTerminalAsync(IocPlace place, string command, CancellationToken cancel)
    {
        var engine = await engines.OfAsync(place.Node, cancel);
        var (id, link) = await engine.ExecAsync(place.Container, Shell(command, true), cancel);
        await using (link)
        {
            output.Changed($"{place.Name} on {place.Node.Name}: ran {Printable.Line(command)}");
            var end = await new ConsoleLink(link, size => engine.ResizeAsync(id, true, size, cancel)).RunAsync(null, "", cancel);
            cancel.ThrowIfCancellationRequested();
            return end == SessionEnd.Ended ? await IocExec.CodeAsync(engine, id, cancel) : 0;
        }
    }

    // A few at a time; lines carry the names where there are several.
    private async Task<ExecResult[]> ExecAsync(IReadOnlyList<IocPlace> places, string command, bool show, CancellationToken cancel)
    {
        var exec = new IocExec(engines);
        var results = new ExecResult[places.Count];
        var gate = new Lock();
        await Parallel.ForAsync(0, places.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (i, c) =>
        {
            var place = places[i];
            await output.ChangeAsync($"{place.Name} on {place.Node.Name}: ran {Printable.Line(command)}", async () => results[i] = await exec.RunAsync(place, Shell(command, false), show ? (text, isError) => Show(i, text, isError) : null, c));
        });
        return results;

        void Show(int i, string text, bool isError)
        {
            var name = places.Count > 1 ? places[i].Name : null;
            lock (gate)
            {
                if (isError) output.Note(name is null ? text : $"{name} | {text}");
                else if (name is null) output.Data(text);
                else output.Labelled(name, i, text);
            }
        }
    }

    private static ExecRequest Shell(string command, bool terminal) => new(["/bin/sh", "-c", command], terminal ? ["TERM=" + (Environment.GetEnvironmentVariable("TERM") ?? "xterm")] : [], terminal);

    private async Task<SessionEnd> TypeAsync(IocPlace place, IContainers engine, Stream link, CancellationToken cancel)
    {
        var welcome = $"""
            The shell of {place.Name} on {place.Node.Name}. Ctrl-] (or Ctrl-P Ctrl-Q) leaves, and the IOC runs on; `exit` ENDS THE IOC.
            Ctrl-C, Ctrl-D, Ctrl-S, Ctrl-Z and Ctrl-\ are not passed on. Press Enter for a prompt.

            """;
        var end = await new ConsoleLink(link, size => engine.ResizeAsync(place.Container, false, size, cancel)).RunAsync(new ConsoleKeys(), welcome, cancel);
        output.Note("");
        return end;
    }

    private async Task<SessionEnd> PlayAsync(IocPlace place, Stream link, bool mayEnd, CancellationToken cancel)
    {
        if (!Console.IsInputRedirected) throw new SelectionException("Standard output is no terminal: pipe the lines to type into standard input, or run it without redirection.");
        var (typed, leftOut, ended) = await new ConsoleScript(link, output.Data).RunAsync(Console.In, mayEnd, cancel);
        if (typed > 0) output.Changed($"{typed} {(typed == 1 ? "line" : "lines")} typed into the shell of {place.Name}");
        if (leftOut > 0) output.Note($"`exit` was left out: it would end {place.Name}. With --force it is typed.");
        return ended ? SessionEnd.Ended : SessionEnd.Left;
    }

    private static void RequireShell(IocPlace place, ContainerFacts facts)
    {
        if (facts.HasTerminal && facts.HasInput) return;
        var missing = facts.HasTerminal ? "stdin_open: true" : facts.HasInput ? "tty: true" : "tty: true and stdin_open: true";
        throw new SwarmException($"{place.Name} was started so that nobody can type into it: its stack file needs {missing}. GenSwarmFile and DeployIocs bring that, with a restart of the IOC; ShowLogs shows what it prints, ExecIoc runs commands beside it.");
    }
}
