using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace IocOps.Core.Rendering;

/// <summary>
/// The parsed templates. Every text is parsed once, however many IOCs use it. Templates see the values that they are given and
/// Scriban's functions, nothing else: no files, no objects of this program; loops, recursion and output are bounded.
/// </summary>
internal sealed class TemplateSet(IReadOnlyDictionary<string, string> templates)
{
    private const int MaxLoop = 10_000;
    private const int MaxRecursion = 32;
    private const int MaxOutput = 4_000_000;

    private static readonly ScriptObject Builtins = MakeBuiltins();

    private readonly Dictionary<(string File, string Text), (Template Template, IReadOnlyList<Problem> Problems)> _parsed = [];

    /// <summary>Renders the template <paramref name="name"/>, or the one of <paramref name="overrides"/> with that name.</summary>
    /// <param name="name">One of <see cref="TemplateNames"/>.</param>
    /// <param name="overrides">An IOC's own templates and the folder they lie in; null for none.</param>
    /// <param name="values">What the template sees.</param>
    /// <param name="problems">Gets TPL001 (missing), TPL002 (syntax), TPL003 (while rendering).</param>
    /// <returns>The text with LF line ends and one at the end, or null where there are problems.</returns>
    public string? Render(string name, TemplateOverrides? overrides, ScriptObject values, ICollection<Problem> problems)
    {
        var file = PathOf(name, overrides);
        var text = overrides?.Texts.GetValueOrDefault(name) ?? templates.GetValueOrDefault(name);
        if (text is null)
        {
            problems.Add(new Problem(file, 0, 0, "TPL001", "the template is missing; restore it from the project"));
            return null;
        }

        var (template, faults) = Parse(file, text);
        foreach (var fault in faults) problems.Add(fault);
        return faults.Count > 0 ? null : Run(file, template, values, problems);
    }

    /// <summary>Where the template lies that <see cref="Render"/> would take.</summary>
    public static string PathOf(string name, TemplateOverrides? overrides) =>
        overrides?.Texts.ContainsKey(name) == true ? $"{overrides.Folder}/{name}" : $"templates/{name}";

    private (Template Template, IReadOnlyList<Problem> Problems) Parse(string file, string text)
    {
        if (_parsed.TryGetValue((file, text), out var known)) return known;
        var template = Template.Parse(text.ReplaceLineEndings("\n"), file);
        var problems = template.Messages
            .Where(m => m.Type == ParserMessageType.Error)
            .Select(m => new Problem(file, m.Span.Start.Line + 1, m.Span.Start.Column + 1, "TPL002", $"the template can't be read: {m.Message}"))
            .ToList();
        return _parsed[(file, text)] = (template, problems);
    }

    private static string? Run(string file, Template template, ScriptObject values, ICollection<Problem> problems)
    {
        var context = new TemplateContext(Builtins)
        {
            StrictVariables = true,
            EnableRelaxedMemberAccess = false,
            EnableRelaxedTargetAccess = false,
            EnableRelaxedFunctionAccess = false,
            EnableRelaxedIndexerAccess = false,
            TemplateLoader = null,
            LoopLimit = MaxLoop,
            RecursiveLimit = MaxRecursion,
            LimitToString = MaxOutput,
            OnStringLimit = ScriptLimitBehavior.Throw,
            OnOutputLimit = ScriptLimitBehavior.Throw,
            NewLine = "\n",
        };
        context.PushCulture(System.Globalization.CultureInfo.InvariantCulture);
        context.PushGlobal(values);
        try
        {
            var text = template.Render(context).ReplaceLineEndings("\n").Trim('\n') + "\n";
            return text;
        }
        catch (ScriptRuntimeException e)
        {
            problems.Add(new Problem(file, e.Span.Start.Line + 1, e.Span.Start.Column + 1, "TPL003", $"the template fails: {e.OriginalMessage}"));
            return null;
        }
    }

    // Without what reads a clock or makes random values: output must depend on the input alone.
    private static ScriptObject MakeBuiltins()
    {
        var builtins = (ScriptObject)TemplateContext.GetDefaultBuiltinObject().Clone(true);
        builtins.Remove("date");
        builtins.Remove("timespan");
        builtins.Remove("include");
        builtins.Remove("include_join");
        if (builtins["math"] is ScriptObject math)
        {
            math.Remove("random");
            math.Remove("uuid");
        }

        builtins.SetValue("arg", new TextFunction("arg", Epics.IocshText.Quote), true);
        builtins.SetValue("subst", new TextFunction("subst", Epics.SubstitutionText.Quote), true);
        builtins.SetValue("yaml", new TextFunction("yaml", StackText.Quote), true);
        return builtins;
    }
}

/// <summary>An IOC's own templates.</summary>
/// <param name="Folder">Where they lie, for messages.</param>
/// <param name="Texts">By file name.</param>
internal sealed record TemplateOverrides(string Folder, IReadOnlyDictionary<string, string> Texts);
