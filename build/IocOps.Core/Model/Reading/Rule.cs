namespace IocOps.Core.Model.Reading;

/// <summary>The numbers of problem codes, the same after SIT (site.yaml) and IOC (ioc.yaml).</summary>
internal static class Rule
{
    /// <summary>The file is not there.</summary>
    public const int NoFile = 1;

    /// <summary>A key that nobody reads.</summary>
    public const int UnknownKey = 2;

    /// <summary>A list where text is wanted, and the like.</summary>
    public const int WrongType = 3;

    /// <summary>A key that must be given.</summary>
    public const int Missing = 4;

    /// <summary>None of the allowed words.</summary>
    public const int NotAllowed = 5;

    /// <summary>No number, or out of range.</summary>
    public const int Number = 6;

    /// <summary>Characters that the target can't express or that would be taken for something else.</summary>
    public const int Characters = 7;

    /// <summary>A name or value of the wrong form.</summary>
    public const int Form = 8;

    /// <summary>The folder's name can't be an IOC's name.</summary>
    public const int IocName = 10;

    /// <summary>A source file is missing.</summary>
    public const int NoSource = 20;

    /// <summary>A path leaves its folder.</summary>
    public const int Escapes = 21;

    /// <summary>The same thing twice.</summary>
    public const int Duplicate = 22;

    /// <summary>Too large for its delivery.</summary>
    public const int TooLarge = 23;

    /// <summary>A quote that would end a database string early.</summary>
    public const int BrokenQuote = 24;

    /// <summary>A reference to something that is not defined.</summary>
    public const int NoSuchThing = 30;

    /// <summary>No PV for the health check.</summary>
    public const int NoHealthPv = 40;

    /// <summary>Settings that contradict each other.</summary>
    public const int Contradiction = 41;
}
