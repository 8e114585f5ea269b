using System.Reflection;
using IocOps.Engine.Graph;

namespace IocOps.Engine.Parameters;

/// <summary>
/// Which parameters a target reads, found in the compiled code: the members that its actions and conditions name, and all that these call
/// in the assemblies of the build. So nobody has to keep a list, and help can't be out of date.
/// </summary>
/// <remarks>
/// What the build reads of itself (constructors, the <c>On…</c> members of its base class) is read by every target. A target does not read
/// what other targets read on which it depends or after which it runs; ask for these, too. Reflection is not seen.
/// </remarks>
internal sealed class ParameterUse(Type build, IReadOnlyList<ParameterMember> parameters)
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Dictionary<MemberInfo, ParameterMember> _parameters = Parameters(parameters);
    private readonly IReadOnlyList<Type> _own = [.. Own(build)];
    private IReadOnlySet<ParameterMember>? _general;

    /// <summary>Read by one of <paramref name="targets"/>, and those of every target, in the order of their declaration.</summary>
    public IReadOnlyList<ParameterMember> Of(IEnumerable<ExecutableTarget> targets)
    {
        var found = General.Concat(targets.SelectMany(Of)).ToHashSet();
        return [.. parameters.Where(found.Contains)];
    }

    /// <summary>Those of every target: the build itself reads them, or none runs without them.</summary>
    public IReadOnlySet<ParameterMember> General => _general ??= Read(
        [.. _own.SelectMany(t => t.GetConstructors(Declared)), .. _own.SelectMany(t => t.GetMethods(Declared)).Where(IsOfTheEngine)])
        .Union(parameters.Where(p => p.IsRequired)).ToHashSet();

    private IReadOnlySet<ParameterMember> Of(ExecutableTarget target) =>
        Read([.. TargetProperty.Overridden(target.Property.Info).Prepend(target.Property.Info).Select(p => p.GetMethod!)]);

    private HashSet<ParameterMember> Read(IEnumerable<MethodBase> start)
    {
        var found = new HashSet<ParameterMember>();
        var seen = start.ToHashSet();
        var open = new Queue<MethodBase>(seen);
        while (open.TryDequeue(out var method))
        {
            foreach (var member in MethodCode.Members(method))
            {
                if (_parameters.TryGetValue(member, out var parameter))
                    found.Add(parameter);
                foreach (var called in member is MethodBase other ? Bodies(other) : [])
                {
                    if (seen.Add(called))
                        open.Enqueue(called);
                }
            }
        }

        return found;
    }

    // What runs where the method is called: itself, or what the build puts in its place; a target is not run by being named.
    private IEnumerable<MethodBase> Bodies(MethodBase method)
    {
        if (IsTarget(method) || !_own.Any(t => t.Assembly == method.Module.Assembly))
            return [];
        return method.IsVirtual ? _own.SelectMany(t => t.GetMethods(Declared)).Where(m => Overrides(m, method)).Prepend(method) : [method];
    }

    private static bool Overrides(MethodInfo candidate, MethodBase method) =>
        candidate.IsVirtual && (candidate.Name == method.Name || candidate.Name.EndsWith("." + method.Name, StringComparison.Ordinal));

    private static bool IsTarget(MethodBase method) =>
        method is MethodInfo { ReturnType: var type } && (type == typeof(Target) || type == typeof(Setup) || type == typeof(Cleanup))
        && method.IsSpecialName;

    private static bool IsOfTheEngine(MethodInfo method) =>
        method.IsVirtual && method.GetBaseDefinition().DeclaringType == typeof(TargetBuild);

    private static IEnumerable<Type> Own(Type build)
    {
        for (var type = build; type != null && type != typeof(TargetBuild); type = type.BaseType)
            yield return type;
        foreach (var component in build.GetInterfaces().Where(i => i != typeof(INukeBuild)))
            yield return component;
    }

    private static Dictionary<MemberInfo, ParameterMember> Parameters(IEnumerable<ParameterMember> parameters)
    {
        var members = new Dictionary<MemberInfo, ParameterMember>();
        foreach (var parameter in parameters)
            members[parameter.Member is PropertyInfo { GetMethod: { } getter } ? getter : parameter.Member] = parameter;
        return members;
    }
}
