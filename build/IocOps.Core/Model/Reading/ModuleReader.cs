namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>modules</c>, <c>caputlog-json</c> and <c>delivery</c>.</summary>
internal static class ModuleReader
{
    private static readonly string[] Known = ["autosave", "caputlog", "status-ioc", "status-os"];

    public static Modules Read(Section section, Modules defaults)
    {
        var modules = section["modules"] is null ? defaults : ReadList(section);
        var json = section.Flag("caputlog-json");
        if (json == true && !modules.Caputlog)
            section.Add("caputlog-json", Rule.Contradiction, "'caputlog-json' needs the module caputlog; add it to 'modules'");
        return modules with { CaputlogJson = modules.Caputlog && (json ?? defaults.CaputlogJson) };
    }

    public static Delivery? ReadDelivery(Section section) => section.Choice("delivery", "configs", "mount") switch
    {
        "configs" => Delivery.Configs,
        "mount" => Delivery.Mount,
        _ => null,
    };

    private static Modules ReadList(Section section)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in section.Items("modules", orOne: true))
        {
            if (Values.Choice(item, "modules", Known, section.Report) is not { } name) continue;
            if (!names.Add(name)) section.Report.Add(item, Rule.Duplicate, $"the module '{name}' is listed twice");
        }

        return new Modules(names.Contains("autosave"), names.Contains("caputlog"), false, names.Contains("status-ioc"), names.Contains("status-os"));
    }
}
