using System.Globalization;
using System.Text.RegularExpressions;
using IocOps.Core;
using IocOps.Swarm.Docker;
using IocOps.Swarm.Fleets;
using IocOps.Swarm.Operations;
using IocOps.Swarm.Views;

namespace IocOps.Swarm.Consoles;

/// <summary>A PV, as it answered.</summary>
/// <param name="Pv">Its name.</param>
/// <param name="Value">In the words of caget; null where it did not answer.</param>
/// <param name="Error">Why not; null where it did.</param>
/// <param name="AskedFrom">The IOC from whose container it was asked.</param>
/// <param name="Node">Where that runs.</param>
public sealed record PvValue(string Pv, string? Value, string? Error, string AskedFrom, string Node);

/// <summary>Reads and writes PVs with the Channel Access tools of the image, from inside the container of an IOC.</summary>
/// <param name="exec">Runs the tools.</param>
/// <param name="place">In whose container.</param>
/// <param name="tools">The path of caget there, and what the tools need in their environment.</param>
public sealed partial class PvAccess(IocExec exec, IocPlace place, (string Caget, IReadOnlyList<string> Environment) tools)
{
    /// <summary>In seconds; Channel Access needs much less on a site that is well.</summary>
    private const int Wait = 3;

    /// <summary>Refuses what is no name of a PV.</summary>
    /// <exception cref="SelectionException">Names the first that is none.</exception>
    public static void Require(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) throw new SelectionException("Name at least one PV: --pv NAME.");
        if (names.FirstOrDefault(n => !Name().IsMatch(n)) is { } bad)
            throw new SelectionException($"'{Printable.Line(bad)}' is no name of a PV: letters, digits and _ - : ; . + [ ] < > / # $ ( ) are allowed, at most 200, and no '-' in front.");
    }

    /// <summary>Reads some PVs, all at the same time.</summary>
    public async Task<IReadOnlyList<PvValue>> GetAsync(IReadOnlyList<string> names, CancellationToken cancel) =>
        await Task.WhenAll(names.Select(n => GetAsync(n, cancel)));

    /// <summary>Writes a PV after a question, and says what it held and holds.</summary>
    /// <exception cref="SwarmException">It does not answer, or does not take the value.</exception>
    /// <exception cref="SelectionException">There is no terminal to ask on.</exception>
    public async Task<(PvValue Before, PvValue? After)> PutAsync(string name, string value, (Output Output, Consent Consent) how, CancellationToken cancel)
    {
        var before = await GetAsync(name, cancel);
        if (before.Value is null) throw new SwarmException(before.Error!);
        var (output, consent) = how;
        output.Note($"  {name}: {Printable.Line(before.Value)} -> {Printable.Line(value)}");
        if (consent.DryRun) return (before, null);
        Question.Ask(output, "Write it?", consent.Yes);
        PvValue? after = null;
        await output.ChangeAsync($"PV {name}: {Printable.Line(before.Value)} -> {Printable.Line(value)}, from {place.Name}", async () =>
        {
            await WriteAsync(name, value, cancel);
            after = await GetAsync(name, cancel);
        });
        return after!.Value is null ? throw new SwarmException(after.Error!) : (before, after);
    }

    private async Task WriteAsync(string name, string value, CancellationToken cancel)
    {
        var caput = tools.Caget[..^"caget".Length] + "caput";
        var result = await exec.RunAsync(place, Request(caput, "-w", Seconds, "--", name, value), null, cancel);
        if (result.Code != 0) throw new SwarmException($"{name} did not take the value: {Why(result, caput)}");
    }

    private async Task<PvValue> GetAsync(string name, CancellationToken cancel)
    {
        var result = await exec.RunAsync(place, Request(tools.Caget, "-t", "-w", Seconds, "--", name), null, cancel);
        var value = string.Join('\n', result.Output).Trim();
        var isValue = result.Code == 0 && !value.Contains("*** ", StringComparison.Ordinal);
        return isValue
            ? new PvValue(name, value, null, place.Name, place.Node.Name)
            : new PvValue(name, null, $"{name} does not answer, asked from {place.Name} on {place.Node.Name}: {Why(result, tools.Caget)}", place.Name, place.Node.Name);
    }

    private ExecRequest Request(params string[] command) => new(command, tools.Environment, false);

    private static string Seconds => Wait.ToString(CultureInfo.InvariantCulture);

    // 126 and 127 are the engine's and the shell's words for a program that can't be run.
    private static string Why(ExecResult result, string tool) => result.Code is 126 or 127
        ? $"the image has no {tool}; the layout in site.yaml says where its tools are"
        : result.Errors.Concat(result.Output).LastOrDefault(l => l.Trim().Length > 0)?.Trim() ?? $"{tool} ended with {result.Code.ToString(CultureInfo.InvariantCulture)}";

    [GeneratedRegex(@"^[A-Za-z0-9_:;.+\[\]<>/#$()][A-Za-z0-9_:;.+\[\]<>/#$()-]{0,199}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
