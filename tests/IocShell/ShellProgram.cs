namespace IocOps.IocShell;

/// <summary>By which the tests find this program.</summary>
public static class ShellProgram;
