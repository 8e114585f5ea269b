using IocOps.Core.Epics;
using IocOps.Core.Model;
using IocOps.Core.Rendering;

namespace IocOps.Core.Checks;

/// <summary>A dbLoadRecords or dbLoadTemplate of a startup script.</summary>
/// <param name="File">Absolute path in the container.</param>
/// <param name="Search">Where it looks for databases that it names or includes.</param>
/// <param name="IsTemplate">True for dbLoadTemplate.</param>
/// <param name="Macros">As written; null where there is no such argument.</param>
/// <param name="Script">Where the line stands, below the workspace.</param>
/// <param name="Place">In that file.</param>
internal sealed record ScriptLoad(string File, SearchPath Search, bool IsTemplate, string? Macros, string Script, TextPlace Place);

/// <summary>A command of a startup script, with its arguments.</summary>
/// <param name="Name">The first word.</param>
/// <param name="Arguments">At least one; without quotes, macros replaced.</param>
/// <param name="File">Where it stands, below the workspace.</param>
/// <param name="Place">In that file.</param>
internal sealed record ScriptCommand(string Name, IReadOnlyList<string> Arguments, string File, TextPlace Place);

/// <summary>
/// What a startup script does, found out without running it: it is read as iocsh would read it, with the files that the container has.
/// Files of the image (envPaths, database definitions, records of modules) are not known here and count as good.
/// </summary>
internal sealed class StartupScript
{
    // Scripts that read each other.
    private const int MaxDepth = 8;

    // What envPaths sets in every IOC application; modules of the site's RELEASE file come on top.
    private static readonly HashSet<string> OfEnvPaths = new(["ARCH", "IOC", "TOP", "EPICS_BASE", "EPICS_HOST_ARCH", "SUPPORT", "HOST", "HOME", "HOSTNAME", "USER", "PWD"], StringComparer.Ordinal);

    private static readonly Dictionary<string, string> NoMacros = [];

    private readonly RunFileSet _files;
    private readonly List<Problem> _problems = [];
    private readonly List<ScriptLoad> _loads = [];
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string File, TextPlace Place)> _settings = new(StringComparer.Ordinal);
    private readonly List<ScriptCommand> _commands = [];
    private readonly HashSet<string> _ofModules;
    private string _folder;
    private bool _isRunning;

    private StartupScript(Ioc ioc, RunFileSet files)
    {
        _files = files;
        _folder = $"{ioc.Layout.RunFolder}/{RunFolder.Boot}";
        _ofModules = new[] { ioc.Layout.StatusIocDb, ioc.Layout.StatusOsDb, ioc.Layout.AsynRecordDb }.OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>In the order of the script.</summary>
    public IReadOnlyList<ScriptLoad> Loads => _loads;

    /// <summary>What is wrong with the script itself.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>True where it reads files of the image of which nobody knows here what records they make.</summary>
    public bool MayLoadMore { get; private set; }

    /// <summary>Reads an IOC's st.cmd.</summary>
    public static StartupScript Read(Ioc ioc, RunFileSet files)
    {
        var script = new StartupScript(ioc, files);
        if (files.Find($"{ioc.Layout.RunFolder}/{RunFolder.StartupScript}") is { } file) script.Run(file, NoMacros, 0);
        return script;
    }

    /// <summary>The value of a variable at the end of the script; null where it is not known here.</summary>
    public string? Variable(string name) => _environment.GetValueOrDefault(name);

    /// <summary>Where a variable is set last; null where it is not set here.</summary>
    public (string File, TextPlace Place)? PlaceOf(string name) => _settings.TryGetValue(name, out var place) ? place : null;

    /// <summary>True where the image may set the variable.</summary>
    public static bool MayBeOfImage(string name) => OfEnvPaths.Contains(name);

    /// <summary>Commands that are not understood here, in the order of the script: those that configure ports and drivers among them.</summary>
    public IReadOnlyList<ScriptCommand> Commands => _commands;

    private void Run(RunFile file, Dictionary<string, string> macros, int depth)
    {
        if (depth > MaxDepth) return;
        var origin = _files.Origin(file);
        var number = 0;
        foreach (var line in RunFileSet.Text(file).Split('\n'))
        {
            number++;
            var undefined = new List<string>();
            var parsed = IocshLine.Parse(line, n => macros.TryGetValue(n, out var value) ? value : _environment.GetValueOrDefault(n), undefined);
            var place = new TextPlace(number, 0);
            foreach (var name in undefined.Distinct().Where(n => !MayBeOfImage(n) && !IsFolder(line, n)))
                _problems.Add(CheckRule.NoVariable.At(origin, place, $"'{name}' is set neither here nor in 'environment'; where the image's envPaths sets it, say so with 'allow' in ioc.yaml"));
            if (parsed.Fault is { } fault) _problems.Add(CheckRule.BadLine.At(origin, place, $"iocsh does not run this line: {fault}; {Printable.Line(line.Trim())}"));
            else Execute(parsed, (origin, place), depth);
        }
    }

    // $(ASYN)/db/…: the folder of a module, which envPaths names.
    private static bool IsFolder(string line, string name) =>
        line.Contains($"$({name})/", StringComparison.Ordinal) || line.Contains($"${{{name}}}/", StringComparison.Ordinal);

    private void Execute(IocshLine line, (string File, TextPlace Place) at, int depth)
    {
        string Argument(int index) => index < line.Arguments.Count ? line.Arguments[index] : "";
        switch (line.Command)
        {
            case "":
                break;
            case "epicsEnvSet" or "putenv":
                _environment[Argument(0)] = Argument(1);
                _settings[Argument(0)] = at;
                break;
            case "cd" or "chdir":
                _folder = Argument(0).Contains('$', StringComparison.Ordinal) ? RunFileSet.OfImage : RunFileSet.Combine(_folder, Argument(0));
                break;
            case "<":
                Include(Argument(0), NoMacros, at, depth);
                break;
            case "iocshLoad":
                Include(Argument(0), MacroDefinitions.Parse(Argument(1)).Where(m => m.Value is not null).ToDictionary(m => m.Name, m => m.Value!, StringComparer.Ordinal), at, depth);
                break;
            case "dbLoadRecords" or "dbLoadTemplate":
                Load(line.Command, (Argument(0), line.Arguments.ElementAtOrDefault(1)), at);
                break;
            case "asSetFilename":
                Require(RunFileSet.Combine(_folder, Argument(0)), at);
                break;
            case "iocInit":
                _isRunning = true;
                break;
            default:
                if (line.Arguments.Count > 0) _commands.Add(new ScriptCommand(line.Command, line.Arguments, at.File, at.Place));
                break;
        }
    }

    private void Load(string command, (string File, string? Macros) what, (string File, TextPlace Place) at)
    {
        var search = SearchPath.Of(_folder, _environment.GetValueOrDefault(SearchPath.Variable));
        var path = command == "dbLoadTemplate" ? RunFileSet.Combine(_folder, what.File) : search.Find(what.File, _files);
        if (_isRunning) _problems.Add(CheckRule.TooLate.At(at.File, at.Place, $"{command} of '{Printable.Line(what.File)}' comes after iocInit, where EPICS loads nothing any more; move it to 'at-load'"));
        MayLoadMore |= _files.Find(path) is null && !_ofModules.Contains(path);
        if (!what.File.Contains('$', StringComparison.Ordinal) && Require(path, at))
            _loads.Add(new ScriptLoad(path, search, command == "dbLoadTemplate", what.Macros, at.File, at.Place));
    }

    private void Include(string path, Dictionary<string, string> macros, (string File, TextPlace Place) at, int depth)
    {
        var full = RunFileSet.Combine(_folder, path);
        MayLoadMore |= _files.Find(full) is null && path != "envPaths";
        if (!path.Contains('$', StringComparison.Ordinal) && Require(full, at) && _files.Find(full) is { } file) Run(file, macros, depth + 1);
    }

    // Files of the image are not known here.
    private bool Require(string path, (string File, TextPlace Place) at)
    {
        if (_files.Find(path) is not null || !_files.ShouldHold(path)) return true;
        var below = _files.Below(path)!;
        _problems.Add(CheckRule.NoFile.At(at.File, at.Place, $"'{Printable.Line(below)}' is not in the run folder{Nearest.Hint(below, _files.Targets)}; deliver it with 'databases' or 'files', or correct the path"));
        return false;
    }
}
