using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>layouts</c>, and the key <c>layout</c> that chooses one.</summary>
internal static class LayoutReader
{
    public static IReadOnlyDictionary<string, Layout> ReadAll(Section site)
    {
        var layouts = Layout.BuiltIn.ToDictionary(l => l.Name, StringComparer.Ordinal);
        foreach (var (key, node) in site.Entries("layouts"))
        {
            var name = Values.Text(key, "layout", Shapes.LayoutName, site.Report);
            if (Section.From(node, Keys.Layout, site.Report) is not { } section) continue;
            var like = layouts[section.Choice("like", [.. Layout.BuiltIn.Select(l => l.Name)]) ?? Layout.StIoc.Name];
            if (Layout.BuiltIn.Any(l => l.Name == name))
                site.Report.Add(key, Rule.Duplicate, $"the layout '{name}' is built in; choose another name and write 'like: {name}'");
            else if (name is not null) layouts[name] = Read(section, name, like);
        }

        return layouts;
    }

    /// <summary>The layout that the key <c>layout</c> names.</summary>
    public static Layout Choose(Section section, IReadOnlyDictionary<string, Layout> layouts, Layout otherwise) =>
        section.Choice("layout", [.. layouts.Keys.Order(StringComparer.Ordinal)]) is { } name ? layouts[name] : otherwise;

    private static Layout Read(Section section, string name, Layout like) => like with
    {
        Name = name,
        Interpreter = section.Text("interpreter", Shapes.LayoutPath) ?? like.Interpreter,
        BootFolder = Optional(section, "boot-folder", like.BootFolder),
        Top = section.Text("top", Shapes.LayoutTop) ?? like.Top,
        Dbd = section.Text("dbd", Shapes.LayoutDbd) ?? like.Dbd,
        Registrar = section.Text("registrar", Shapes.Command) ?? like.Registrar,
        RunFolder = section.Text("run-folder", Shapes.LayoutPath) ?? like.RunFolder,
        LogFolder = section.Text("log-folder", Shapes.LayoutPath) ?? like.LogFolder,
        StatusIocDb = Optional(section, "status-ioc-db", like.StatusIocDb),
        StatusOsDb = Optional(section, "status-os-db", like.StatusOsDb),
        AsynRecordDb = Optional(section, "asyn-record-db", like.AsynRecordDb),
        Caget = section.Text("caget", Shapes.LayoutPath) ?? like.Caget,
        IocLogServer = section.Text("ioc-log-server", Shapes.LayoutPath) ?? like.IocLogServer,
        HasSystem = section.Flag("system") ?? like.HasSystem,
    };

    // `none` says that the image lacks what the model layout has.
    private static string? Optional(Section section, string key, string? otherwise) =>
        section[key] is YamlScalar { Value: "none" } ? null : section.Text(key, Shapes.LayoutPath) ?? otherwise;
}
