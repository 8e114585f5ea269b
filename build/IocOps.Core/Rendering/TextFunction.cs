using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;

namespace IocOps.Core.Rendering;

/// <summary>A function of one text for templates, without the reflection that importing a delegate costs at start-up.</summary>
internal sealed class TextFunction(string name, Func<string, string> function) : IScriptCustomFunction
{
    public int RequiredParameterCount => 1;

    public int ParameterCount => 1;

    public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

    public Type ReturnType => typeof(string);

    public ScriptParameterInfo GetParameterInfo(int index) => new(typeof(string), "text");

    public object? Invoke(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement)
    {
        if (arguments.Count != 1 || arguments[0] is not string text)
            throw new ScriptRuntimeException(callerContext?.Span ?? default, $"'{name}' wants one text; where there may be none, ask with 'if' first");
        try
        {
            return function(text);
        }
        catch (ArgumentException e)
        {
            throw new ScriptRuntimeException(callerContext?.Span ?? default, e.Message);
        }
    }

    public ValueTask<object?> InvokeAsync(TemplateContext context, ScriptNode? callerContext, ScriptArray arguments, ScriptBlockStatement? blockStatement) =>
        ValueTask.FromResult(Invoke(context, callerContext, arguments, blockStatement));
}
