using System.Text.RegularExpressions;
using Docker.DotNet.Models;

namespace IocOps.Core.Planning;

/// <summary>The fields of a service specification as people may see them: what by its name or form is a secret is hidden.</summary>
public static partial class ShownFields
{
    // Here the name between the brackets is somebody's choice, and says what its value is.
    private static readonly string[] Named = ["environment[", "labels[", "deploy.labels[", "logging.options["];

    // Here a secret stands in the middle: --password=x, -o password=x
    private static readonly string[] Mixed = ["command", "entrypoint", "healthcheck.test", "volumes["];

    /// <summary>Text by path, as <see cref="SpecFields.Of"/>.</summary>
    public static IReadOnlyDictionary<string, string> Of(ServiceSpec spec, Func<string, string> networkName) =>
        SpecFields.Of(spec, networkName).ToDictionary(f => f.Key, f => Text(f.Key, f.Value.Text), StringComparer.Ordinal);

    /// <summary>The text of one field.</summary>
    internal static string Text(string path, string text)
    {
        if (Named.FirstOrDefault(n => path.StartsWith(n, StringComparison.Ordinal)) is { } known)
            return SecretText.IsName(path[known.Length..]) || SecretText.HasLogin(text) ? SecretText.Hidden : text;
        var shown = SecretText.WithoutLogins(text);
        return Mixed.Any(m => path.StartsWith(m, StringComparison.Ordinal)) ? Value().Replace(shown, $"$1{SecretText.Hidden}") : shown;
    }

    // Behind a name with '=' or ':', or in the word behind an option.
    [GeneratedRegex("""((?:PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY)[\w.-]*[:=]|-[\w-]*(?:PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|API_?KEY)\s+)[^\s,'"]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Value();
}
