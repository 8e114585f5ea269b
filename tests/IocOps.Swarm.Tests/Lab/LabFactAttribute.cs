using System.Runtime.CompilerServices;
using IocOps.Swarm.Lab;
using IocOps.Swarm.Lab.Nodes;

namespace IocOps.Swarm.Tests.Lab;

/// <summary>
/// A test on real engines. Where this machine can't run a lab it is skipped, with the reason in its name, because runners print the names
/// of skipped tests but not their reasons; with CI=true it runs and fails, so that no pipeline is green without it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    /// <inheritdoc cref="LabFactAttribute"/>
    /// <param name="test">The method that carries it; the compiler fills it in.</param>
    public LabFactAttribute([CallerMemberName] string test = "")
    {
        Test = test;
        if (Reason is null) return;
        Skip = Reason;
        DisplayName = $"{test} [{Reason}]";
    }

    /// <summary>The method that carries it.</summary>
    public string Test { get; }

    /// <summary>Why tests on real engines are skipped here, or null where they run.</summary>
    internal static string? Reason { get; } =
        Environment.GetEnvironmentVariable("CI") != "true" && LabController.WhyNot() is { } why ? $"did not run: {why}" : null;
}

/// <summary>Like <see cref="LabFactAttribute"/>, for several values.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabTheoryAttribute : TheoryAttribute
{
    /// <inheritdoc cref="LabTheoryAttribute"/>
    /// <param name="test">The method that carries it; the compiler fills it in.</param>
    public LabTheoryAttribute([CallerMemberName] string test = "")
    {
        Test = test;
        if (LabFactAttribute.Reason is null) return;
        Skip = LabFactAttribute.Reason;
        DisplayName = $"{test} [{LabFactAttribute.Reason}]";
    }

    /// <summary>The method that carries it.</summary>
    public string Test { get; }
}

/// <summary>Like <see cref="LabFactAttribute"/>, with a program that the lab itself does without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactWithAttribute : FactAttribute
{
    /// <inheritdoc cref="LabFactWithAttribute"/>
    /// <param name="program">That is needed, of the Debian package of <c>.ci/run</c>.</param>
    /// <param name="test">The method that carries it; the compiler fills it in.</param>
    public LabFactWithAttribute(string program, [CallerMemberName] string test = "")
    {
        (Program, Test) = (program, test);
        var isThere = Environment.GetEnvironmentVariable("CI") == "true" || LabPackages.Find(program) is not null;
        if ((LabFactAttribute.Reason ?? (isThere ? null : $"did not run: there is no {program} here")) is not { } reason) return;
        Skip = reason;
        DisplayName = $"{test} [{reason}]";
    }

    /// <summary>That is needed.</summary>
    public string Program { get; }

    /// <summary>The method that carries it.</summary>
    public string Test { get; }
}
