using System.Text.RegularExpressions;

namespace IocOps.Core.Planning;

/// <summary>What by its name or form is a secret, and so is never shown.</summary>
internal static partial class SecretText
{
    /// <summary>What stands in its place.</summary>
    public const string Hidden = "(hidden)";

    /// <summary>Whether a name (of a variable, a key, a field's path) says that its value is a secret.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>Whether there is an address with a login in a text: <c>https://user:password@host</c>.</summary>
    public static bool HasLogin(string text) => Login().IsMatch(text);

    /// <summary>The text without the passwords of such addresses.</summary>
    public static string WithoutLogins(string text) => Login().Replace(text, $"$1{Hidden}@");

    /// <summary>A line of a file without what stands behind the name of a secret, and without passwords in addresses.</summary>
    public static string WithoutSecrets(string line) => Named().Replace(WithoutLogins(line), $"$1{Hidden}");

    [GeneratedRegex("PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Name();

    // What stands behind such a name is hidden to the end of the line: nobody knows where the value ends.
    [GeneratedRegex("""((?:PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY)[\w.-]*["']?\s*[:=,]\s*)\S.*$""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Named();

    [GeneratedRegex("(://[^/@\\s]*:)[^/@\\s]+@", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Login();
}
