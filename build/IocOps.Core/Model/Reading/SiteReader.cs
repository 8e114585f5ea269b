using IocOps.Core.Yaml;

namespace IocOps.Core.Model.Reading;

/// <summary>Reads <c>iocs/site.yaml</c>. Gives a usable site even where there are errors, so that the IOCs can be checked in the same run.</summary>
internal static class SiteReader
{
    public static Site Read(string? text, Report report)
    {
        if (text is null)
        {
            report.Add(null, Rule.NoFile, "the site's settings are missing; write a file with at least 'stack: NAME'");
            return Empty;
        }

        var node = YamlText.Parse(report.File, text, report.Problems);
        if (node is null || Section.From(node, Keys.Site, report) is not { } section) return Empty;
        var layouts = LayoutReader.ReadAll(section);
        var registry = section.Text("registry", Shapes.Registry);
        var mount = section.Text("mount", Shapes.Folder);
        var defaults = ReadDefaults(section);
        if (defaults.Delivery == Delivery.Mount && mount is null)
            section.Add("defaults", Rule.Contradiction, "'delivery: mount' needs 'mount', the folder that every node mounts");
        return new Site
        {
            Stack = section.Required("stack", Shapes.StackName) ?? "stack",
            Registry = registry,
            BaseImage = Images.Full(section.Text("base-image", Shapes.Image), registry),
            Mount = mount,
            LogFolder = section.Text("log-folder", Shapes.Folder),
            LogServer = ReadLogServer(section),
            Layouts = layouts,
            Layout = LayoutReader.Choose(section, layouts, Layout.StIoc),
            Defaults = defaults,
        };
    }

    private static Site Empty => new()
    {
        Stack = "stack",
        LogServer = LogServer.Local,
        Layouts = Layout.BuiltIn.ToDictionary(l => l.Name, StringComparer.Ordinal),
        Layout = Layout.StIoc,
        Defaults = new IocDefaults(),
    };

    private static IocDefaults ReadDefaults(Section site)
    {
        var none = new IocDefaults();
        if (site.Below("defaults", Keys.Defaults) is not { } section) return none;
        return new IocDefaults
        {
            Image = section.Text("image", Shapes.Image),
            Bin = section.Text("bin", Shapes.Bin) ?? none.Bin,
            Host = section.Text("host", Shapes.HostName) ?? none.Host,
            Modules = ModuleReader.Read(section, none.Modules),
            Report = section.Flag("report") ?? none.Report,
            Delivery = ModuleReader.ReadDelivery(section) ?? none.Delivery,
            SaveFolder = section.Text("save-folder", Shapes.Folder),
            Environment = EnvironmentReader.Read(section, []),
            Deploy = DeployReader.Read(section, none.Deploy),
            Health = HealthReader.ReadTiming(section.Below("health", Keys.HealthDefaults), none.Health),
        };
    }

    private static LogServer ReadLogServer(Section section)
    {
        if (section["log-server"] is not { } node || Values.Scalar(node, "log-server", section.Report) is not { } scalar) return LogServer.Local;
        var parts = scalar.Value.Split(':');
        var host = parts[0];
        var port = LogServer.Local.Port;
        var portIsGood = parts.Length == 1
            || (parts.Length == 2 && int.TryParse(parts[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535);
        if (portIsGood && Shapes.HostName.Pattern.IsMatch(host)) return new LogServer(host, port);
        section.Add("log-server", Rule.Form, $"'log-server' is {Report.Show(scalar.Value)}; wanted is {Shapes.HostName.Wanted}, perhaps with :PORT, such as 127.0.0.1:7004");
        return LogServer.Local;
    }
}

/// <summary>Names of images.</summary>
internal static class Images
{
    /// <summary>With the site's registry in front, unless the image names one itself (as Docker tells: a first part with '.' or ':', or localhost).</summary>
    public static string? Full(string? image, string? registry)
    {
        if (image is null || registry is null) return image;
        var first = image.Contains('/', StringComparison.Ordinal) ? image.Split('/')[0] : "";
        return first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost" ? image : $"{registry}/{image}";
    }
}
