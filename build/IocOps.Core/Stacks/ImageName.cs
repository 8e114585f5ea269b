using System.Text.RegularExpressions;

namespace IocOps.Core.Stacks;

/// <summary>Names of images in the short form that Docker shows and the Engine API is given.</summary>
public static partial class ImageName
{
    /// <summary>
    /// The name as the docker CLI posts it: without <c>docker.io/library/</c> or <c>docker.io/</c>, with <c>:latest</c> where it has
    /// neither tag nor digest. Null where it is no name of an image.
    /// </summary>
    public static string? Normalize(string text)
    {
        if (text.Length > 512) return null;
        var match = Form().Match(text);
        if (!match.Success) return null;
        var path = match.Groups["path"].Value;
        foreach (var prefix in (ReadOnlySpan<string>)["docker.io/library/", "index.docker.io/library/", "docker.io/", "index.docker.io/"])
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length)
            {
                path = path[prefix.Length..];
                break;
            }
        }

        var tag = match.Groups["tag"].Value;
        var digest = match.Groups["digest"].Value;
        return path + (tag.Length + digest.Length == 0 ? ":latest" : tag) + digest;
    }

    /// <summary>The name without a digest (<c>repo:tag@sha256:…</c> → <c>repo:tag</c>).</summary>
    public static string WithoutDigest(string image) => image.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? image[..at] : image;

    // https://github.com/distribution/reference: a first part with '.', ':' or the word localhost is a registry, and may have capitals.
    // Bounded in length above, so that backtracking stays short.
    [GeneratedRegex(
        """
        \A(?<path>
          (
            ( localhost(:[0-9]+)?
            | [a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+(:[0-9]+)?
            | [a-zA-Z0-9-]+:[0-9]+
            | \[[0-9a-fA-F:]+\](:[0-9]+)?
            )/
          )?
          [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*
          (/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*
        )
        (?<tag>:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?
        (?<digest>@sha256:[0-9a-f]{64})?\z
        """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        2000)]
    private static partial Regex Form();
}
