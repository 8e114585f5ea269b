using IocOps.Core.Model;
using IocOps.Core.Model.Reading;

namespace IocOps.Core.Import;

/// <summary>[RAW] file_copy: SOURCE:TARGET[:MODE]. Runs after databases, protocols and commands are known.</summary>
internal sealed class FileImport(IocIni ini, IocDraft draft, SourceImport sources, ImportNotes notes)
{
    private const string ProtocolPath = "STREAM_PROTOCOL_PATH";

    private static readonly string[] Kept = ["log", "settings/autosave"];

    private readonly Dictionary<string, string> _protocolFolders = new(StringComparer.Ordinal);

    public void Read()
    {
        foreach (var item in ini.Items("RAW", "file_copy")) ReadCopy(item);
        DropProtocolPath();
    }

    private void ReadCopy(IniItem item)
    {
        var parts = item.Text.Split(':', StringSplitOptions.TrimEntries);
        if (parts is [[var drive], ['\\' or '/', ..], ..] && char.IsAsciiLetter(drive))
        {
            notes.Decide(item.Line, $"'{item.Text}' copies a file of a Windows machine; put it into src/ and name it in 'files'; it is left out");
            return;
        }

        if (parts.Length is not (2 or 3))
        {
            notes.Decide(item.Line, $"'{item.Text}' is not SOURCE:TARGET[:MODE]; it is left out");
            return;
        }

        var source = IniText.Unquote(parts[0]);
        if (source.StartsWith("template/", StringComparison.Ordinal) || source.StartsWith("templates/", StringComparison.Ordinal)) TellTemplate(source, item.Line);
        else if (Target(parts[0], IniText.Unquote(parts[1]), item) is { } target && sources.Use(parts[0], item.Line) is { } file)
        {
            if (draft.Sources[file].Length == 0) notes.Decide(item.Line, $"src/{file} is empty and left out: Docker takes no empty config");
            else Add(file, target, Mode(parts.ElementAtOrDefault(2), item.Line), item.Line);
        }
    }

    private void TellTemplate(string source, int line)
    {
        if (AsynRecordImport.OfImage.Contains(RunFolder.FileName(source))) notes.Corrected(line, $"'{source}' is not copied: the image has that file, and it is loaded from there");
        else notes.Decide(line, $"'{source}' is one of the original tool's templates, which lie outside this repository; copy it to src/ and name it in 'files'");
    }

    private string? Target(string source, string written, IniItem item)
    {
        var target = written.Replace('\\', '/');
        while (target.StartsWith("./", StringComparison.Ordinal)) target = target[2..];
        if (target.EndsWith('/')) target += RunFolder.FileName(SourceImport.Plain(source));
        if (target.StartsWith("src/", StringComparison.Ordinal))
        {
            notes.Corrected(item.Line, $"'{item.Text}' copies into src/ only, which an IOC never sees; it is left out");
            return null;
        }

        if (target.StartsWith('/') || target.Split('/').Any(p => p is ".." or ".") || !Shapes.Source.Pattern.IsMatch(target))
        {
            notes.Decide(item.Line, $"'{target}' lies outside the run folder or has odd letters; the original tool wrote there; it is left out, give 'files' a target such as settings/NAME");
            return null;
        }

        if (!Array.Exists(Kept, k => target == k || target.StartsWith(k + "/", StringComparison.Ordinal))) return target;
        notes.Decide(item.Line, $"'{target}' lies where the IOC writes at run time and nothing is delivered to; it is left out, give 'files' another target");
        return null;
    }

    private void Add(string file, string target, int mode, int line)
    {
        var isProtocol = file.EndsWith(".proto", StringComparison.OrdinalIgnoreCase) || draft.Protocols.Contains(file);
        if (isProtocol && RunFolder.FileName(file) == RunFolder.FileName(target))
        {
            if (!draft.Protocols.Contains(file)) draft.Protocols.Add(file);
            _protocolFolders[file] = target[..Math.Max(0, target.LastIndexOf('/'))];
        }
        else if (target != RunFolder.DatabaseTarget(file) || !draft.Databases.Exists(d => d.File == file))
        {
            if (draft.Files.RemoveAll(f => f.Target == target) > 0) notes.Corrected(line, $"'{target}' is written twice; the last one counts");
            draft.Files.Add(new FileCopy(file, target, mode));
        }
    }

    // Protocols lie in settings/ now, where STREAM_PROTOCOL_PATH points without being told.
    private void DropProtocolPath()
    {
        if (draft.Protocols.Count == 0) return;
        var moved = _protocolFolders.Where(f => f.Value != "settings").Select(f => f.Key).ToList();
        var folders = _protocolFolders.Values.Append("settings").Select(f => $"/opt/EPICS/RUN/{draft.Name}/{f}").ToList();
        var dropped = draft.BeforeLoad.RemoveAll(l => IsPath(l, out var path) && folders.Contains(path.TrimEnd('/')));
        if (dropped + moved.Count > 0) notes.Corrected(0, $"protocol files lie in settings/ now, where STREAM_PROTOCOL_PATH points by itself: {string.Join(", ", draft.Protocols)}");
        if (draft.BeforeLoad.Exists(l => IsPath(l, out _)) || draft.Environment.Exists(v => v.Name == ProtocolPath))
            notes.Decide(0, $"{ProtocolPath} is set to another folder, and protocol files lie in settings/; take that line away unless it names settings/ too");
    }

    private static bool IsPath(string line, out string path)
    {
        var isPath = PortCommand.Words(line) is { Command: "epicsEnvSet", Arguments: [ProtocolPath, ..] };
        path = isPath ? string.Join(' ', PortCommand.Words(line).Arguments.Skip(1)) : "";
        return isPath;
    }

    private int Mode(string? text, int line)
    {
        var letters = IniText.Unquote(text ?? "r").ToLowerInvariant();
        if (letters.Length == 0 || letters.Any(c => c is not ('r' or 'w' or 'x')))
        {
            notes.Decide(line, $"'{text}' is no mode of r, w and x; the file is read-only");
            return 0x124;
        }

        return 0x124 | (letters.Contains('x', StringComparison.Ordinal) ? 0x49 : 0) | (letters.Contains('w', StringComparison.Ordinal) ? 0x80 : 0);
    }
}
