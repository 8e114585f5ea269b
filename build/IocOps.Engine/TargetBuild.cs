namespace IocOps.Engine;

/// <summary>Base of a build: its targets and parameters are members of the derived class.</summary>
public abstract class TargetBuild
{
}
