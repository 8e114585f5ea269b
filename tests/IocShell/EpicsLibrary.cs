using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace IocOps.IocShell;

/// <summary>
/// What is used of libCom, the library of EPICS base that holds the shell and the macro processor (Debian and Ubuntu: libcom-dev).
/// Its headers: iocsh.h, macLib.h, errlog.h, epicsStdio.h.
/// </summary>
internal static partial class EpicsLibrary
{
    // The name without a version: the package of the development files has it in every release.
    private const string Com = "libCom.so";

    private const string C = "libc";

    [LibraryImport(Com)]
    internal static partial void libComRegister();

    [LibraryImport(Com, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int iocsh(string path);

    [LibraryImport(Com)]
    internal static partial void iocshRegister(nint definition, nint function);

    [LibraryImport(Com)]
    internal static partial void iocshRegisterVariable(nint definitions);

    [LibraryImport(Com)]
    internal static partial void epicsSetThreadStdout(nint file);

    [LibraryImport(Com)]
    internal static partial void epicsSetThreadStderr(nint file);

    [LibraryImport(Com)]
    internal static partial int errlogSetConsole(nint file);

    [LibraryImport(Com)]
    internal static partial void errlogFlush();

    [LibraryImport(Com)]
    internal static partial int macCreateHandle(out nint handle, nint pairs);

    [LibraryImport(Com, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int macParseDefns(nint handle, string definitions, out nint pairs);

    [LibraryImport(Com)]
    internal static partial int macInstallMacros(nint handle, nint pairs);

    [LibraryImport(Com, StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int macExpandString(nint handle, string source, byte* target, int capacity);

    [LibraryImport(Com)]
    internal static partial int macDeleteHandle(nint handle);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint fopen(string path, string mode);

    [LibraryImport(C)]
    internal static partial int fclose(nint file);

    [LibraryImport(C)]
    internal static partial int clearenv();

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int setenv(string name, string value, int overwrite);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint getenv(string name);

    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chdir(string path);

    [LibraryImport(C)]
    internal static unsafe partial byte* getcwd(byte* buffer, nuint size);
}
