using System.Text.RegularExpressions;

namespace IocOps.Core.Tests.Rendering.Startup;

/// <summary>A command of a startup script.</summary>
/// <param name="Name">What is called.</param>
/// <param name="Arguments">Without quotes, variables replaced.</param>
/// <param name="Folder">Where the script was; a macro where the image says it.</param>
internal sealed record ScriptCall(string Name, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>The file that its output goes to, with the operator; empty for none.</summary>
    public string Output { get; init; } = "";

    /// <summary>The first argument as an absolute path.</summary>
    public string File => Arguments[0].StartsWith('/') ? Arguments[0] : $"{Folder}/{Arguments[0]}";

    public override string ToString() => $"{Name}({string.Join(',', Arguments.Select(a => $"\"{a}\""))}){Output}";
}

/// <summary>
/// Reads a startup script and takes nothing but the form that is generated: <c>name(arguments)</c> with strings in one pair of quotes and
/// whole numbers, <c>cd "folder"</c>, <c>&lt; envPaths</c>, output to a file. It shares no code with the product's own reader.
/// </summary>
internal sealed partial class StrictScript
{
    // How many arguments each command takes at least and at most.
    private static readonly Dictionary<string, (int Least, int Most)> Arity = new (int Least, int Most, string Names)[]
    {
        (0, 0, "iocInit iocLogInit date"),
        (0, 2, "dbl"),
        (1, 1, "dbLoadDatabase dbLoadTemplate asSetFilename iocLogPrefix system epicsEnvShow"),
        (1, 1, "set_requestfile_path set_savefile_path set_pass0_restoreFile set_pass1_restoreFile"),
        (1, 1, "save_restoreSet_DatedBackupFiles save_restoreSet_NumSeqFiles save_restoreSet_SeqPeriodInSeconds"),
        (1, 1, "save_restoreSet_RetrySeconds save_restoreSet_CAReconnect save_restoreSet_CallbackTimeout"),
        (2, 2, "var epicsEnvSet dbLoadRecords dbpf makeAutosaveFileFromDbInfo create_monitor_set caPutLogInit caPutJsonLogInit"),
        (3, 3, "asynOctetSetInputEos asynOctetSetOutputEos"),
        (4, 4, "asynSetOption"),
        (5, 5, "drvAsynIPPortConfigure drvAsynSerialPortConfigure"),
        (9, 9, "drvModbusAsynConfigure"),
    }.SelectMany(a => a.Names.Split(' ').Select(n => (n, (a.Least, a.Most)))).ToDictionary();

    private readonly Dictionary<string, string> _environment = new() { ["TOP"] = "/image/top" };
    private readonly List<ScriptCall> _calls = [];
    private string _folder = "";

    /// <summary>The first line without <c>#!</c>.</summary>
    public string Interpreter { get; private init; } = "";

    /// <summary>In the order of the script; 'cd' and '&lt;' are among them.</summary>
    public IReadOnlyList<ScriptCall> Calls => _calls;

    public static StrictScript Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text[..^1].Split('\n');
        Assert.StartsWith("#!/", lines[0], StringComparison.Ordinal);
        var script = new StrictScript { Interpreter = lines[0][2..] };
        foreach (var line in lines.Skip(1)) script.Line(line);
        return script;
    }

    public IEnumerable<ScriptCall> All(string name) => _calls.Where(c => c.Name == name);

    public ScriptCall One(string name) => Assert.Single(All(name));

    /// <summary>Where a command stands; -1 where it does not.</summary>
    public int Place(string name) => _calls.FindIndex(c => c.Name == name);

    private void Line(string line)
    {
        if (line.StartsWith('#') || line.Length == 0) return;
        var match = Form().Match(line);
        Assert.True(match.Success, $"no command of the form that is wanted: {line}");
        if (match.Groups["folder"].Success)
        {
            _folder = Expand(match.Groups["folder"].Value);
            Assert.StartsWith("/", _folder, StringComparison.Ordinal);
            _calls.Add(new ScriptCall("cd", [_folder], _folder));
        }
        else if (match.Groups["script"].Success) _calls.Add(new ScriptCall("<", [match.Groups["script"].Value], _folder));
        else Call(match.Groups["name"].Value, [.. Argument().Matches(match.Groups["arguments"].Value).Cast<Match>()], match.Groups["output"].Value);
    }

    private void Call(string name, List<Match> matches, string output)
    {
        var arguments = matches.Select(m => m.Groups["single"].Success ? m.Groups["single"].Value : Expand(m.Groups["double"].Success ? m.Groups["double"].Value : m.Value)).ToList();
        var (least, most) = name.EndsWith("_registerRecordDeviceDriver", StringComparison.Ordinal) ? (1, 1) : Arity[name];
        Assert.InRange(arguments.Count, least, most);
        if (name == "epicsEnvSet") _environment[arguments[0]] = arguments[1];
        _calls.Add(new ScriptCall(name, arguments, _folder) { Output = output.Trim() });
    }

    private string Expand(string text) => Reference().Replace(text, m =>
    {
        var name = m.Groups[1].Value + m.Groups[2].Value;
        Assert.True(_environment.ContainsKey(name), $"$({name}) has no value in: {text}");
        return _environment[name];
    });

    // Strings hold no quote of their own kind: iocsh has no way to write one.
    [GeneratedRegex("""^(?:cd "(?<folder>[^"']+)"|< (?<script>[A-Za-z]+)|(?<name>[A-Za-z][A-Za-z0-9_]*)(?:\((?<arguments>(?:(?:"[^"]*"|'[^']*'|-?[0-9]+|pdbbase)(?:,(?!\))|(?=\))))*)\))?(?<output> >>? /[A-Za-z0-9_./-]+)?)$""")]
    private static partial Regex Form();

    [GeneratedRegex("""(?<=^|,)(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|-?[0-9]+|pdbbase)(?=,|$)""")]
    private static partial Regex Argument();

    [GeneratedRegex(@"\$\(([A-Za-z0-9_]+)\)|\$\{([A-Za-z0-9_]+)\}")]
    private static partial Regex Reference();
}
