namespace IocOps.Core.Stacks;

/// <summary>Paths below the workspace, as text: nothing is looked up, no link followed.</summary>
public static class WorkspacePath
{
    /// <summary>
    /// The path of <paramref name="relative"/> seen from a file of the workspace, without <c>.</c> and <c>..</c>; null where it is
    /// absolute, has a backslash or control character, or leads out of the workspace.
    /// </summary>
    /// <param name="file">Path of the file that names the other one, with '/'.</param>
    /// <param name="relative">As written there.</param>
    public static string? Resolve(string file, string relative)
    {
        if (relative.Length == 0 || relative[0] is '/' or '~' || relative.Any(c => c == '\\' || char.IsControl(c))) return null;
        var parts = new List<string>(file.Split('/')[..^1]);
        foreach (var part in relative.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else return null;
        }

        return parts.Count == 0 || parts[0].Length == 2 && parts[0][1] == ':' ? null : string.Join('/', parts);
    }
}
