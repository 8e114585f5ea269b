using Docker.DotNet.Models;
using IocOps.Core.Yaml;

namespace IocOps.Core.Stacks;

/// <summary>The short syntax of a mount: <c>target</c>, <c>source:target</c> or <c>source:target:ro,nocopy,rslave</c>.</summary>
internal static class ShortMount
{
    private static readonly string[] Options = ["ro", "rw", "nocopy", "rprivate", "private", "rshared", "shared", "rslave", "slave"];

    /// <summary>Null, with a problem, where it is none. A source that begins with '/', '.' or '~' is a bind, any other a volume.</summary>
    public static Mount? Parse(StackContext stack, YamlNode at, string text)
    {
        var parts = text.Split(':');
        var fault =
            parts.Any(p => p.Length == 0) ? "a part between ':' is empty"
            : parts.Length > 3 ? "it has too many ':'"
            : parts.Length > 1 && parts[..^1].Any(p => p.Length == 1 && char.IsAsciiLetter(p[0])) ? "Docker takes a single letter before ':' for a Windows drive; use the long syntax"
            : null;
        if (fault is not null)
        {
            stack.Fail(at, StackCodes.Syntax, $"'{text}' is no mount: {fault}; write source:target or source:target:ro");
            return null;
        }

        if (parts.Length == 1) return new Mount { Type = "volume", Target = text };
        var bind = parts[0][0] is '/' or '.' or '~';
        var mount = new Mount { Type = bind ? "bind" : "volume", Source = parts[0], Target = parts[1] };
        foreach (var option in parts.Length == 3 ? parts[2].Split(',') : []) Apply(stack, at, mount, option);
        return mount;
    }

    private static void Apply(StackContext stack, YamlNode at, Mount mount, string option)
    {
        var isPropagation = Array.IndexOf(Options, option) > 2;
        if (option is "ro" or "rw") mount.ReadOnly = option == "ro";
        else if (option == "nocopy" && mount.Type == "volume") mount.VolumeOptions = new VolumeOptions { NoCopy = true };
        else if (isPropagation && mount.Type == "bind") mount.BindOptions = new BindOptions { Propagation = option };
        else if (option == "nocopy" || isPropagation) stack.Fail(at, StackCodes.Conflict, $"'{option}' does not fit a mount of the type {mount.Type}; remove it");
        else stack.Fail(at, StackCodes.Syntax, $"'{option}' is no option of a mount{Nearest.Hint(option, Options)}; known are {string.Join(", ", Options)}");
    }
}
