using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IocOps.Core.Tests.Rendering.Startup;

/// <summary>
/// A test that needs EPICS's own shell (libCom of EPICS base; Debian and Ubuntu: libcom-dev). It is skipped where that is not installed,
/// with the reason in its name; with CI=true it runs and fails, so that no pipeline is green without it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EpicsFactAttribute : FactAttribute
{
    /// <inheritdoc cref="EpicsFactAttribute"/>
    /// <param name="test">The method that carries it; the compiler fills it in.</param>
    public EpicsFactAttribute([CallerMemberName] string test = "")
    {
        Test = test;
        if (IsHere) return;
        Skip = "did not run: EPICS's library libCom is not installed (libcom-dev)";
        DisplayName = $"{test} [{Skip}]";
    }

    /// <summary>The method that carries it.</summary>
    public string Test { get; }

    private static bool IsHere { get; } = Environment.GetEnvironmentVariable("CI") == "true" || NativeLibrary.TryLoad("libCom.so", out _);
}
