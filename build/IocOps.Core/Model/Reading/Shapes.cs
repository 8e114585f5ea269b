using System.Text.RegularExpressions;

namespace IocOps.Core.Model.Reading;

/// <summary>The form that a piece of text must have.</summary>
/// <param name="Pattern">Must match all of it.</param>
/// <param name="Wanted">For messages: what is allowed.</param>
internal sealed record Shape(Regex Pattern, string Wanted);

/// <summary>All forms of names and values in site.yaml and ioc.yaml.</summary>
internal static partial class Shapes
{
    /// <summary>Anything without control characters.</summary>
    public static readonly Shape Line = new(LineRegex(), "one line without control characters");

    public static readonly Shape IocName = new(IocNameRegex(), "small letters, digits and '-', beginning with a letter or digit");

    public static readonly Shape StackName = new(StackNameRegex(), "small letters, digits, '-' and '_', beginning with a letter, at most 30 characters");

    public static readonly Shape Image = new(ImageRegex(), "an image such as name:tag, folder/name:tag or registry:5000/name:tag, in small letters");

    public static readonly Shape Registry = new(RegistryRegex(), "a registry such as registry.example.org:5000 or registry.example.org/group, without http:// and without '/' at the end");

    public static readonly Shape Bin = new(BinRegex(), "the name of an IOC application: letters, digits, '_' and '-'");

    public static readonly Shape HostName = new(HostNameRegex(), "a host name or an IPv4 address");

    public static readonly Shape Folder = new(FolderRegex(), "an absolute path of letters, digits and _ . - / without '..'");

    public static readonly Shape LayoutPath = new(LayoutPathRegex(), "an absolute path of letters, digits, {name}, {bin}, {bin_} and _ . - / without '..'");

    public static readonly Shape LayoutTop = new(LayoutTopRegex(), "an absolute path, or a macro of envPaths such as ${TOP}");

    public static readonly Shape LayoutDbd = new(LayoutDbdRegex(), "a path of letters, digits, {bin} and _ . - / without '..'");

    public static readonly Shape Command = new(CommandRegex(), "the name of an iocsh command, in which {bin_} may stand");

    public static readonly Shape LayoutName = new(IocNameRegex(), "small letters, digits and '-'");

    public static readonly Shape Variable = new(VariableRegex(), "letters, digits and '_', not beginning with a digit");

    public static readonly Shape Macro = new(MacroRegex(), "letters, digits, '_' and '-'");

    public static readonly Shape Source = new(SourceRegex(), "a file below src/, of letters, digits and _ + . - /");

    public static readonly Shape PortName = new(PortNameRegex(), "letters, digits, '_', '-', '.' and ':', beginning with a letter");

    public static readonly Shape Device = new(DeviceRegex(), "the path of a device, such as /dev/ttyS0");

    public static readonly Shape RecordName = new(RecordNameRegex(), "a record name of at most 60 letters, digits and _ - : [ ] < > ;, perhaps with .FIELD");

    public static readonly Shape RecordPart = new(RecordPartRegex(), "part of a record name: letters, digits and _ - : . [ ] < > ;");

    public static readonly Shape Label = new(LabelRegex(), "letters, digits and _ . - /, beginning with a letter or digit");

    public static readonly Shape Constraint = new(
        ConstraintRegex(),
        "KEY == VALUE or KEY != VALUE, with KEY one of node.id, node.hostname, node.role, node.platform.os, node.platform.arch, node.labels.NAME, engine.labels.NAME");

    public static readonly Shape Memory = new(MemoryRegex(), "a whole number with K, M or G, such as 256M");

    public static readonly Shape Cpus = new(CpusRegex(), "a number of processors with at most three decimals, such as 0.5");

    public static readonly Shape Duration = new(DurationRegex(), "a duration such as 10s, 1m30s or 500ms");

    public static readonly Shape Mode = new(ModeRegex(), "three or four octal digits, such as 0644 (quoted or not)");

    public static readonly Shape OptionKey = new(BinRegex(), "the name of an asyn option: letters and digits");

    [GeneratedRegex(@"\A[^\p{Cc}\u2028\u2029]*\z")]
    private static partial Regex LineRegex();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]*\z")]
    private static partial Regex IocNameRegex();

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,29}\z")]
    private static partial Regex StackNameRegex();

    // https://github.com/distribution/reference: domain, path, tag, digest.
    [GeneratedRegex(@"\A(?:(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?|[A-Za-z0-9-]+:[0-9]+|localhost)/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?\z")]
    private static partial Regex ImageRegex();

    [GeneratedRegex(@"\A[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*\z")]
    private static partial Regex RegistryRegex();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]*\z")]
    private static partial Regex BinRegex();

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?\z")]
    private static partial Regex HostNameRegex();

    [GeneratedRegex(@"\A(?!.*/\.\.?(?:/|\z))(?:/[A-Za-z0-9_.-]+)+\z")]
    private static partial Regex FolderRegex();

    [GeneratedRegex(@"\A(?!.*/\.\.?(?:/|\z))(?:/(?:[A-Za-z0-9_.-]|\{(?:name|bin|bin_)\})+)+\z")]
    private static partial Regex LayoutPathRegex();

    [GeneratedRegex(@"\A(?:\$[{(][A-Za-z0-9_]+[)}]|(?!.*/\.\.?(?:/|\z))(?:/(?:[A-Za-z0-9_.-]|\{(?:name|bin|bin_)\})+)+)\z")]
    private static partial Regex LayoutTopRegex();

    [GeneratedRegex(@"\A(?!.*(?:\A|/)\.\.?(?:/|\z))/?(?:[A-Za-z0-9_.-]|\{(?:bin|bin_)\})+(?:/(?:[A-Za-z0-9_.-]|\{(?:bin|bin_)\})+)*\z")]
    private static partial Regex LayoutDbdRegex();

    [GeneratedRegex(@"\A(?:[A-Za-z0-9_]|\{bin_\})+\z")]
    private static partial Regex CommandRegex();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariableRegex();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\z")]
    private static partial Regex MacroRegex();

    [GeneratedRegex(@"\A[A-Za-z0-9_+.-]+(?:/[A-Za-z0-9_+.-]+)*\z")]
    private static partial Regex SourceRegex();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_.:-]*\z")]
    private static partial Regex PortNameRegex();

    [GeneratedRegex(@"\A/dev(?:/(?!\.\.?(?:/|\z))[A-Za-z0-9_.:+-]+)+\z")]
    private static partial Regex DeviceRegex();

    [GeneratedRegex(@"\A[A-Za-z0-9_\-:\[\]<>;]{1,60}(?:\.[A-Z0-9]{1,4})?\z")]
    private static partial Regex RecordNameRegex();

    [GeneratedRegex(@"\A[A-Za-z0-9_\-:.\[\]<>;]*\z")]
    private static partial Regex RecordPartRegex();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_./-]*\z")]
    private static partial Regex LabelRegex();

    // swarmkit/manager/constraint: the keys it knows, and the characters it takes in a value.
    [GeneratedRegex(@"\A(?:node\.(?:id|hostname|role|platform\.os|platform\.arch)|(?:node|engine)\.labels\.[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)\s*[!=]=\s*[A-Za-z0-9:_.*()?+\[\]\\^|/-][A-Za-z0-9:_.*()?+\[\]\\^|/ -]*\z")]
    private static partial Regex ConstraintRegex();

    [GeneratedRegex(@"\A([0-9]{1,9})([kKmMgG])[bB]?\z")]
    private static partial Regex MemoryRegex();

    [GeneratedRegex(@"\A[0-9]{1,4}(?:\.[0-9]{1,3})?\z")]
    private static partial Regex CpusRegex();

    [GeneratedRegex(@"\A(?=[0-9])(?:([0-9]{1,3})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,6})s)?(?:([0-9]{1,6})ms)?\z")]
    private static partial Regex DurationRegex();

    [GeneratedRegex(@"\A0?[0-7]{3}\z")]
    private static partial Regex ModeRegex();
}
