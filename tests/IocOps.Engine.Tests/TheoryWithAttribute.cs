namespace IocOps.Engine.Tests;

/// <summary>A theory about a program that not every machine has; reported as skipped, with the reason, where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryWithAttribute : TheoryAttribute
{
    public TheoryWithAttribute(string program)
    {
        Program = program;
        if (!SampleProcess.Has(program))
            Skip = $"{program} is not installed";
    }

    public string Program { get; }
}
