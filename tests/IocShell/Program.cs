using System.Runtime.InteropServices;
using System.Text.Json;
using IocOps.IocShell;

// IocShell REGISTRAR WITHOUT {ROOT SCRIPT}...
// Runs each script in EPICS's own shell, in folders that stand for a container's below its ROOT (where 'cd "/x"' of the script is
// 'cd "ROOT/x"' already), and prints one line of JSON for each: the commands that were called, the databases that were loaded with
// their macros replaced, the variables that were set, and what EPICS said on its error output. WITHOUT names a command that the application lacks ("-" for none).
var calls = new List<Call>();
var records = new List<object>();
var said = new List<string>();
var variables = new SortedDictionary<string, string?>(StringComparer.Ordinal);
var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
    .Where(e => (string)e.Key is "PATH" or "HOME").ToDictionary(e => (string)e.Key, e => (string)e.Value!);
var root = "";
EpicsLibrary.libComRegister();
new Commands(Called).Register(args[0], [args[1]]);
foreach (var pair in args[2..].Chunk(2))
{
    root = pair[0];
    Run(pair[1]);
}

return 0;

void Run(string script)
{
    calls.Clear();
    variables.Clear();
    records.Clear();
    said.Clear();
    Commands.Forget();
    _ = EpicsLibrary.clearenv();
    foreach (var (name, value) in environment) _ = EpicsLibrary.setenv(name, value, 1);
    _ = EpicsLibrary.chdir(Path.GetDirectoryName(script)!);
    var (output, errors) = (script + ".out", script + ".err");
    var (outFile, errFile) = (EpicsLibrary.fopen(output, "w"), EpicsLibrary.fopen(errors, "w"));
    EpicsLibrary.epicsSetThreadStdout(outFile);
    EpicsLibrary.epicsSetThreadStderr(errFile);
    _ = EpicsLibrary.errlogSetConsole(errFile);
    var status = EpicsLibrary.iocsh(script);
    EpicsLibrary.errlogFlush();
    EpicsLibrary.epicsSetThreadStdout(0);
    EpicsLibrary.epicsSetThreadStderr(0);
    _ = EpicsLibrary.errlogSetConsole(0);
    _ = EpicsLibrary.fclose(outFile);
    _ = EpicsLibrary.fclose(errFile);
    said.AddRange(File.ReadAllLines(errors).Where(l => l.Length > 0));
    foreach (var name in File.ReadAllLines(script).Where(l => l.StartsWith("epicsEnvSet(\"", StringComparison.Ordinal)).Select(l => l.Split('"')[1]))
        variables[name] = Marshal.PtrToStringUTF8(EpicsLibrary.getenv(name));
    Console.WriteLine(JsonSerializer.Serialize(new { status, calls, records, variables, said = said.Select(Plain) }));
}

void Called(Call call)
{
    calls.Add(call with { Folder = Plain(call.Folder), Arguments = [.. call.Arguments.Select(a => a is null ? null : Plain(a))] });
    try
    {
        if (call.Name is "dbLoadDatabase" or "asSetFilename") Open(call.Arguments[0]!);
        else if (call.Name == "dbLoadRecords") Load(call.Arguments[0]!, call.Arguments[1] ?? "");
        else if (call.Name == "dbLoadTemplate") foreach (var (file, macros) in new Substitutions(Open(call.Arguments[0]!)).Loads()) Load(file, macros);
    }
    catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException)
    {
        said.Add($"{call.Name}: {Plain(e.Message)}");
    }

    // Seen from the script's folder, which the runtime of this program does not follow.
    string Open(string file) => File.ReadAllText(Path.Combine(call.Folder, file));

    void Load(string file, string macros)
    {
        var undefined = new List<string>();
        var text = Macros.Expand(Open(file), macros, undefined);
        said.AddRange(undefined.Select(u => $"{file}: a macro has no value in: {u}"));
        records.Add(new { File = Plain(file), Macros = macros, Text = text });
    }
}

string Plain(string text) => text.Replace(root, "", StringComparison.Ordinal);
