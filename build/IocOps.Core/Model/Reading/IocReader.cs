using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>iocs/&lt;name&gt;/ioc.yaml</c>.</summary>
/// <param name="site">Best effort where site.yaml has errors.</param>
/// <param name="siteIsGood">False keeps back messages that the site's errors may have caused.</param>
internal sealed class IocReader(Site site, bool siteIsGood)
{
    /// <summary>The IOC; only to be used where nothing was reported.</summary>
    public Ioc? Read(IocFolder folder, Report report)
    {
        CheckName(folder.Name, report);
        if (folder.IocYaml is null)
        {
            report.Add(null, Rule.NoFile, "the file is missing; write it, or remove the folder");
            return null;
        }

        var node = YamlText.Parse(report.File, folder.IocYaml, report.Problems);
        if (node is YamlScalar { IsNull: true })
        {
            report.Add(null, Rule.NoFile, "the file is empty; describe the IOC, or remove the folder");
            return null;
        }

        if (node is null || Section.From(node, Keys.Ioc, report) is not { } section) return null;
        var sources = new SourceFiles(folder, report);
        var ioc = ReadContents(ReadBasics(section, folder), section, sources);
        ioc = ioc with { Health = HealthReader.Read(section, ioc, sources, site.Defaults.Health), Sources = sources.Used, MissingSources = sources.Missing };
        CheckLayout(section, ioc);
        CheckMacros(section, ioc);
        if (ioc.Delivery == Delivery.Configs) sources.CheckSizes();
        else if (site.Mount is null && siteIsGood)
            section.Add("delivery", Rule.Contradiction, "'delivery: mount' needs 'mount' in site.yaml, the folder that every node mounts");
        return ioc;
    }

    private void CheckName(string name, Report report)
    {
        if (IocName.Fault(name, site.Stack) is { } fault) report.Add(null, Rule.IocName, $"{fault}; rename the folder");
    }

    private Ioc ReadBasics(Section section, IocFolder folder)
    {
        var image = section.Text("image", Shapes.Image) ?? site.Defaults.Image;
        if (image is null && section["image"] is null && siteIsGood)
            section.Add("image", Rule.Missing, "'image' is missing here and in the defaults of site.yaml; wanted is " + Shapes.Image.Wanted);
        var bin = section.Text("bin", Shapes.Bin) ?? site.Defaults.Bin;
        var saveFolder = section.Text("save-folder", Shapes.Folder) ?? site.Defaults.SaveFolder;
        return new Ioc
        {
            Name = folder.Name,
            Description = section.Text("description", Shapes.Line) ?? "",
            Host = section.Text("host", Shapes.HostName) ?? site.Defaults.Host,
            Image = Images.Full(image, site.Registry) ?? "",
            Bin = bin,
            Layout = LayoutReader.Choose(section, site.Layouts, site.Layout).For(folder.Name, bin),
            Modules = ModuleReader.Read(section, site.Defaults.Modules),
            Environment = EnvironmentReader.Read(section, site.Defaults.Environment),
            Report = section.Flag("report") ?? site.Defaults.Report,
            Delivery = ModuleReader.ReadDelivery(section) ?? site.Defaults.Delivery,
            SaveFolder = saveFolder is null ? null : $"{saveFolder}/{folder.Name}",
            Deploy = DeployReader.Read(section, site.Defaults.Deploy),
            Sources = new Dictionary<string, ReadOnlyMemory<byte>>(),
            Templates = folder.Templates,
        };
    }

    private static Ioc ReadContents(Ioc ioc, Section section, SourceFiles sources)
    {
        var portNames = new List<string>();
        var ports = PortReader.Read(section, portNames);
        var databases = DatabaseReader.Read(section, sources);
        var files = new FileReader(section, sources);
        foreach (var own in RunFolder.OwnTargets(ioc.Name)) files.Reserve(own, "the generated file");
        foreach (var database in databases) files.Reserve(RunFolder.DatabaseTarget(database.File), $"src/{database.File}");
        return ioc with
        {
            Databases = databases,
            Ports = ports,
            AsynRecords = PortReader.ReadRecords(section, ioc.Name, portNames),
            Protocols = files.ReadProtocols(),
            Commands = CommandReader.Read(section),
            Allowed = AllowReader.Read(section),
            Files = files.ReadFiles(),
        };
    }

    // dbLoadTemplate has room for so many names, unless the variable of that name says more.
    private static void CheckMacros(Section section, Ioc ioc)
    {
        const int room = 100;
        const string variable = "dbTemplateMaxVars";
        if (ioc.Commands.BeforeLoad.Any(c => c.Contains(variable, StringComparison.Ordinal))) return;
        foreach (var database in ioc.Databases.Where(d => d.Macros.Count > room))
            section.Add("databases", Rule.TooLarge, $"src/{database.File} is loaded with {database.Macros.Count} macros, and EPICS takes {room}; add 'var(\"{variable}\",{database.Macros.Count})' to 'commands: before-load', or split the database");
    }

    private static void CheckLayout(Section section, Ioc ioc)
    {
        void Check(bool used, string? path, string key, string what)
        {
            if (used && path is null)
                section.Add(key, Rule.NoSuchThing, $"{what}, but the layout '{ioc.Layout.Name}' does not say where the image has their records; define a layout in site.yaml");
        }

        Check(ioc.Modules.StatusIoc, ioc.Layout.StatusIocDb, "modules", "status-ioc is switched on");
        Check(ioc.Modules.StatusOs, ioc.Layout.StatusOsDb, "modules", "status-os is switched on");
        Check(ioc.AsynRecords.Count > 0, ioc.Layout.AsynRecordDb, "asyn-records", "asyn records are loaded");
    }
}
