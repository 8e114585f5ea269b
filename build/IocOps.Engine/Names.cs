using System.Text;

namespace IocOps.Engine;

/// <summary>The forms of one name: IocList in source and JSON, ioc-list on the command line, IOC_LIST in the environment.</summary>
internal static class Names
{
    /// <summary>What is compared: letters and digits only, in lower case.</summary>
    public static string Key(string name)
    {
        Span<char> letters = name.Length <= 128 ? stackalloc char[name.Length] : new char[name.Length];
        var count = 0;
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
                letters[count++] = char.ToLowerInvariant(c);
        }

        return new string(letters[..count]);
    }

    /// <summary>IocList → ioc-list; a run of capitals is one word: DNSServer → dns-server.</summary>
    public static string Flag(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c is '_' or '-')
            {
                text.Append('-');
                continue;
            }

            var startsWord = char.IsUpper(c) && i > 0 && char.IsLetterOrDigit(name[i - 1])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>IocList → IOC_LIST.</summary>
    public static string Variable(string name) => Flag(name).Replace('-', '_').ToUpperInvariant();
}
