using System.Runtime.InteropServices;
using System.Text;

namespace IocOps.IocShell;

/// <summary>A command that a script ran, as the shell understood it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">As many as the script gave, up to as many as the command takes; null for one that was left out.</param>
/// <param name="Folder">Where the script was.</param>
internal sealed record Call(string Name, IReadOnlyList<string?> Arguments, string Folder);

/// <summary>
/// The commands of the modules that an IOC links, with the arguments that they take: they do nothing but say how they were called, apart
/// from those that load records, which look for their file and replace its macros.
/// </summary>
internal sealed class Commands(Action<Call> called)
{
    // iocshArgType: int, double, string, pdbbase.
    private static readonly Dictionary<char, int> Types = new() { ['i'] = 0, ['s'] = 2, ['p'] = 3 };

    // The size of iocshArgBuf: its largest member is an int and a pointer.
    private const int ArgumentSize = 16;

    // Name and types, as the modules register them: base, autosave, caPutLog, asyn, modbus.
    private static readonly (string Name, string Types)[] Known =
    [
        ("dbLoadDatabase", "sss"), ("dbLoadRecords", "ss"), ("dbLoadTemplate", "ss"), ("iocInit", ""), ("asSetFilename", "s"), ("dbl", "ss"),
        ("iocLogInit", ""), ("iocLogPrefix", "s"), ("dbpf", "ss"), ("system", "s"),
        ("set_requestfile_path", "ss"), ("set_savefile_path", "ss"), ("set_pass0_restoreFile", "ss"), ("set_pass1_restoreFile", "ss"),
        ("save_restoreSet_DatedBackupFiles", "i"), ("save_restoreSet_NumSeqFiles", "i"), ("save_restoreSet_SeqPeriodInSeconds", "i"),
        ("save_restoreSet_RetrySeconds", "i"), ("save_restoreSet_CAReconnect", "i"), ("save_restoreSet_CallbackTimeout", "i"),
        ("makeAutosaveFileFromDbInfo", "ss"), ("create_monitor_set", "sis"), ("caPutLogInit", "si"), ("caPutJsonLogInit", "si"),
        ("drvAsynIPPortConfigure", "ssiii"), ("drvAsynSerialPortConfigure", "ssiii"), ("asynSetOption", "siss"),
        ("asynOctetSetInputEos", "sis"), ("asynOctetSetOutputEos", "sis"), ("drvModbusAsynConfigure", "ssiiiiiis"), ("modbusInterposeConfig", "siiii"), ("asynSetTraceMask", "sii"),
    ];

    // A pointer to a pointer, which nobody follows further here.
    private static readonly nint Database = MakeDatabase();

    // The shell keeps the pointers for as long as the process lives.
    private static readonly List<Delegate> Kept = [];

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void CallFunction(nint arguments);

    /// <summary>Before a script: no database definition is loaded.</summary>
    public static unsafe void Forget() => *(nint*)NativeLibrary.GetExport(NativeLibrary.Load("libCom.so"), "iocshPpdbbase") = 0;

    /// <summary>Registers them all.</summary>
    /// <param name="registrar">The name that the IOC application gives its own.</param>
    /// <param name="without">Names that the application lacks.</param>
    public void Register(string registrar, IReadOnlyCollection<string> without)
    {
        foreach (var (name, types) in Known.Where(k => !without.Contains(k.Name))) Register(name, types);
        Register(registrar, "p");
        RegisterVariable("dbTemplateMaxVars");
        RegisterVariable("callbackQueueSize");
    }

    private static unsafe void RegisterVariable(string name)
    {
        // iocshVarDef: name, type, place of the value; one without a name ends the list.
        var definitions = (nint*)NativeMemory.AllocZeroed(6, (nuint)sizeof(nint));
        definitions[0] = Marshal.StringToCoTaskMemUTF8(name);
        definitions[2] = (nint)NativeMemory.AllocZeroed(1, sizeof(int));
        EpicsLibrary.iocshRegisterVariable((nint)definitions);
    }

    private unsafe void Register(string name, string types)
    {
        var arguments = (nint*)NativeMemory.AllocZeroed((nuint)types.Length + 1, (nuint)sizeof(nint));
        for (var i = 0; i < types.Length; i++)
        {
            // iocshArg: name, type.
            var argument = (nint*)NativeMemory.AllocZeroed(2, (nuint)sizeof(nint));
            argument[0] = Marshal.StringToCoTaskMemUTF8("argument");
            argument[1] = Types[types[i]];
            arguments[i] = (nint)argument;
        }

        // iocshFuncDef: name, number of arguments, arguments; in newer versions a text for 'help'.
        var definition = (nint*)NativeMemory.AllocZeroed(4, (nuint)sizeof(nint));
        definition[0] = Marshal.StringToCoTaskMemUTF8(name);
        definition[1] = types.Length;
        definition[2] = (nint)arguments;
        CallFunction function = a => Called(name, types, a);
        Kept.Add(function);
        EpicsLibrary.iocshRegister((nint)definition, Marshal.GetFunctionPointerForDelegate(function));
    }

    private unsafe void Called(string name, string types, nint arguments)
    {
        // From here on there is something that 'pdbbase' can mean.
        if (name == "dbLoadDatabase") *(nint*)NativeLibrary.GetExport(NativeLibrary.Load("libCom.so"), "iocshPpdbbase") = Database;
        var values = types.Select((t, i) => Value(t, arguments + (i * ArgumentSize))).ToList();
        called(new Call(name, values, Folder()));
    }

    private static unsafe nint MakeDatabase()
    {
        var pointer = (nint*)NativeMemory.AllocZeroed(1, (nuint)sizeof(nint));
        *pointer = (nint)pointer;
        return (nint)pointer;
    }

    private static string? Value(char type, nint at) => type switch
    {
        'i' => Marshal.ReadInt32(at).ToString(System.Globalization.CultureInfo.InvariantCulture),
        's' => Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(at)),
        _ => "pdbbase",
    };

    private static unsafe string Folder()
    {
        var buffer = stackalloc byte[4096];
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(EpicsLibrary.getcwd(buffer, 4096)));
    }
}
