using IocOps.Core.Epics;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>environment</c>.</summary>
internal static class EnvironmentReader
{
    // st.cmd sets these itself, or breaks without them.
    private static readonly string[] Own = ["REQ_DIR", "SAVE_DIR", "TOP"];

    /// <summary>The defaults, then what is given, each as it stands there, because a value may refer to those before it; what is given wins.</summary>
    public static IReadOnlyList<Variable> Read(Section section, IReadOnlyList<Variable> defaults)
    {
        var variables = defaults.ToList();
        foreach (var (key, node) in section.Entries("environment"))
        {
            var name = Values.Text(key, "variable", Shapes.Variable, section.Report);
            if (Values.Scalar(node, key.Value, section.Report) is not { } value) continue;
            if (IocshText.Refusal(value.Value) is { } why)
                section.Report.Add(value, Rule.Characters, $"the value {Report.Show(value.Value)} of '{key.Value}' can't be set in st.cmd: {why}");
            else if (name is not null && Own.Contains(name))
                section.Report.Add(key, Rule.NotAllowed, $"'{name}' is set by st.cmd itself; choose another name");
            else if (name is not null) Set(variables, new Variable(name, value.IsNull ? "" : value.Value));
        }

        return variables;
    }

    // In the place of the default, which others may refer to.
    private static void Set(List<Variable> variables, Variable variable)
    {
        var place = variables.FindIndex(v => v.Name == variable.Name);
        if (place < 0) variables.Add(variable);
        else variables[place] = variable;
    }
}
