using IocOps.Core.Epics;

namespace IocOps.Core.Checks;

/// <summary>One thing that <c>CheckIocs</c> looks for.</summary>
/// <param name="Code">Stable: filters, <c>allow</c> in ioc.yaml and code review name it.</param>
/// <param name="Severity">An error is something that EPICS refuses, drops or does wrong; a warning is worth a look.</param>
/// <param name="Title">What it is about, in a few words.</param>
public sealed record CheckRule(string Code, Severity Severity, string Title)
{
    /// <summary>A file that EPICS can't read.</summary>
    public static readonly CheckRule Syntax = Error("CHK001", "Database, substitutions or protocol file is broken");

    /// <summary>st.cmd reads a file that nobody delivers.</summary>
    public static readonly CheckRule NoFile = Error("CHK002", "File is not in the run folder");

    /// <summary>A file of src/ that nothing uses.</summary>
    public static readonly CheckRule NeverUsed = Warning("CHK003", "File in src/ is never used");

    /// <summary>A macro of a database without a value.</summary>
    public static readonly CheckRule NoMacro = Error("CHK010", "Macro has no value");

    /// <summary>A macro that the database does not use.</summary>
    public static readonly CheckRule UnusedMacro = Warning("CHK011", "Macro is not used");

    /// <summary>A value that somebody meant to fill in.</summary>
    public static readonly CheckRule Placeholder = Warning("CHK012", "Placeholder instead of a value");

    /// <summary>A macro of st.cmd without a value.</summary>
    public static readonly CheckRule NoVariable = Warning("CHK013", "Variable in st.cmd is not set");

    /// <summary>A load that comes too late.</summary>
    public static readonly CheckRule TooLate = Error("CHK014", "Loaded after iocInit");

    /// <summary>A line of st.cmd that iocsh refuses.</summary>
    public static readonly CheckRule BadLine = Error("CHK015", "iocsh does not run the line");

    /// <summary>The same record twice in one IOC.</summary>
    public static readonly CheckRule TwiceInIoc = Error("CHK020", "Record is defined twice in an IOC");

    /// <summary>The same PV in two IOCs.</summary>
    public static readonly CheckRule TwiceInFleet = Error("CHK021", "PV is served by two IOCs");

    /// <summary>More than 60 characters.</summary>
    public static readonly CheckRule LongName = Error("CHK022", "Record name is too long");

    /// <summary>Characters that are not allowed in record names.</summary>
    public static readonly CheckRule OddName = Error("CHK023", "Record name has characters that EPICS refuses");

    /// <summary>Neither of base nor of the usual modules.</summary>
    public static readonly CheckRule UnknownType = Warning("CHK024", "Record type is not known");

    /// <summary>No field of this record type.</summary>
    public static readonly CheckRule UnknownField = Error("CHK025", "Field is not known");

    /// <summary>None of the words of the field's menu.</summary>
    public static readonly CheckRule BadChoice = Error("CHK026", "Value is not in the field's menu");

    /// <summary>Text where a number belongs.</summary>
    public static readonly CheckRule BadNumber = Error("CHK027", "Value is not a number");

    /// <summary>More characters than the field holds.</summary>
    public static readonly CheckRule LongText = Warning("CHK028", "Text is longer than the field");

    /// <summary>An alias of a record that is not there, or a record that is to be changed or taken away and is not there.</summary>
    public static readonly CheckRule NoRecord = Error("CHK029", "Record is not there to be changed");

    /// <summary>An autosave tag names a field that is not there.</summary>
    public static readonly CheckRule AutosaveField = Error("CHK030", "autosave tag names no field");

    /// <summary>Tags and module do not go together.</summary>
    public static readonly CheckRule AutosaveUse = Warning("CHK031", "autosave tags and the module autosave do not go together");

    /// <summary>An info tag that is almost one of autosave's.</summary>
    public static readonly CheckRule AutosaveName = Warning("CHK032", "Name of an info tag is nearly one of autosave's");

    /// <summary>A record uses a port that st.cmd does not configure.</summary>
    public static readonly CheckRule NoPort = Error("CHK040", "asyn port is not configured");

    /// <summary>A port that nothing uses.</summary>
    public static readonly CheckRule UnusedPort = Warning("CHK041", "asyn port is not used");

    /// <summary>A record names a protocol file that is not delivered.</summary>
    public static readonly CheckRule NoProtocolFile = Error("CHK042", "Protocol file is not there");

    /// <summary>A record calls a protocol that its file does not define.</summary>
    public static readonly CheckRule NoProtocol = Error("CHK043", "Protocol is not defined");

    /// <summary>A device address that device support can't read.</summary>
    public static readonly CheckRule BadAddress = Error("CHK044", "Device address is incomplete");

    /// <summary>A serial line belongs to one node.</summary>
    public static readonly CheckRule SerialPlace = Warning("CHK050", "Serial device without placement");

    /// <summary>Two IOCs that want one port of a host.</summary>
    public static readonly CheckRule SamePort = Error("CHK051", "Two IOCs want the same port of a host");

    /// <summary>A health check that can't pass.</summary>
    public static readonly CheckRule Health = Warning("CHK060", "Health check asks for what is not there");

    /// <summary>Constraints that no node of the swarm meets.</summary>
    public static readonly CheckRule NoNode = Error("CHK070", "No node of the swarm is what the placement asks for");

    /// <summary>A folder or device that a node lacks.</summary>
    public static readonly CheckRule NoMount = Error("CHK071", "A node lacks a folder or device that the IOC mounts");

    /// <summary>An image that a node lacks.</summary>
    public static readonly CheckRule NoImage = Error("CHK072", "A node lacks the image");

    /// <summary>Those that only a swarm can tell (<c>CheckIocs --with-swarm</c>).</summary>
    public static readonly IReadOnlyList<CheckRule> OfSwarm = [NoNode, NoMount, NoImage];

    /// <summary>Allowed, and not found.</summary>
    public static readonly CheckRule UnusedAllow = Warning("CHK090", "Nothing of what is allowed was found");

    /// <summary>All of them, in the order of their codes.</summary>
    public static readonly IReadOnlyList<CheckRule> All =
    [
        Syntax, NoFile, NeverUsed, NoMacro, UnusedMacro, Placeholder, NoVariable, TooLate, BadLine, TwiceInIoc, TwiceInFleet, LongName, OddName,
        UnknownType, UnknownField, BadChoice, BadNumber, LongText, NoRecord, AutosaveField, AutosaveUse, AutosaveName, NoPort, UnusedPort,
        NoProtocolFile, NoProtocol, BadAddress, SerialPlace, SamePort, Health, NoNode, NoMount, NoImage, UnusedAllow,
    ];

    /// <summary>A finding of this rule.</summary>
    /// <param name="file">Path below the workspace.</param>
    /// <param name="place">Line and column; default for the file as a whole.</param>
    /// <param name="message">What is wrong and what to do. No full stop at the end.</param>
    public Problem At(string file, TextPlace place, string message) => new(file, place.Line, place.Column, Code, message) { Severity = Severity };

    /// <summary>A finding of this rule, where a text is not as it is read.</summary>
    /// <param name="file">Path below the workspace.</param>
    /// <param name="fault">What is wrong.</param>
    public Problem At(string file, TextFault fault) => At(file, fault.Place, fault.Message) with { Severity = fault.IsError ? Severity : Severity.Warning };

    private static CheckRule Error(string code, string title) => new(code, Severity.Error, title);

    private static CheckRule Warning(string code, string title) => new(code, Severity.Warning, title);
}
