using IocOps.Swarm.Consoles;
using IocOps.Swarm.Docker;

namespace IocOps.Swarm.Views;

/// <summary>What commands in containers gave, and what PVs hold.</summary>
public static class ExecView
{
    /// <summary>Shows what commands gave, as far as it was not shown on the way.</summary>
    /// <exception cref="SwarmException">One ended with another code than 0.</exception>
    public static void Show(IReadOnlyList<(IocPlace Place, ExecResult Result)> results, bool json, Output output)
    {
        if (json) output.Data(Json(results));
        var bad = results.Where(r => r.Result.Code != 0).Select(r => $"{r.Place.Name}: the command ended with {r.Result.Code}").ToList();
        if (bad.Count > 0) throw new SwarmException(string.Join('\n', bad));
    }

    /// <summary>For programs.</summary>
    public static string Json(IEnumerable<(IocPlace Place, ExecResult Result)> results) => JsonStyle.Array(results, (json, r) =>
    {
        json.WriteString("ioc", r.Place.Service.Ioc);
        json.WriteString("service", r.Place.Service.Name);
        json.WriteString("node", r.Place.Node.Name);
        json.WriteNumber("exitCode", r.Result.Code);
        JsonStyle.Strings(json, "output", r.Result.Output);
        JsonStyle.Strings(json, "errors", r.Result.Errors);
    });

    /// <summary>For programs.</summary>
    public static string Json(IEnumerable<PvValue> values) => JsonStyle.Array(values, (json, v) =>
    {
        json.WriteString("pv", v.Pv);
        json.WriteString("value", v.Value);
        json.WriteString("error", v.Error);
        json.WriteString("askedFrom", v.AskedFrom);
        json.WriteString("node", v.Node);
    });

    /// <summary>For programs: what a put did.</summary>
    public static string Json(PvValue before, PvValue after) => JsonStyle.Object(json =>
    {
        json.WriteString("pv", after.Pv);
        json.WriteString("old", before.Value);
        json.WriteString("value", after.Value);
        json.WriteString("askedFrom", after.AskedFrom);
        json.WriteString("node", after.Node);
    });
}
