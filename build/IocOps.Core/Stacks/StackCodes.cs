namespace IocOps.Core.Stacks;

/// <summary>Numbers of the codes STK… for what is wrong in a stack file beyond types and unknown keys (STK001…STK004).</summary>
internal static class StackCodes
{
    /// <summary>A variable that is malformed or not set; STK011 is the warning for one that becomes empty.</summary>
    public const int Variable = 10;

    /// <summary>An unquoted value that YAML parsers read differently.</summary>
    public const int Ambiguous = 12;

    /// <summary>A name that Swarm does not accept.</summary>
    public const int Name = 101;

    /// <summary>A network, volume, config or secret that the file does not define.</summary>
    public const int Undefined = 102;

    /// <summary>A path outside the workspace.</summary>
    public const int Outside = 103;

    /// <summary>A file that does not exist or can't be used.</summary>
    public const int File = 104;

    /// <summary>Data or a share of a node of a size that Swarm does not take.</summary>
    public const int Size = 105;

    /// <summary>A value that does not parse: a duration, size, port, constraint.</summary>
    public const int Syntax = 106;

    /// <summary>Two keys that exclude each other.</summary>
    public const int Conflict = 107;

    /// <summary>A bind mount of something that the nodes do not have.</summary>
    public const int Bind = 108;

    /// <summary>The same thing twice.</summary>
    public const int Twice = 109;
}
