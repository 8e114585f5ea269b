using System.ComponentModel;
using System.Reflection;

namespace IocOps.Engine.Graph;

/// <summary>A property of the build, or of one of its components, that is a target.</summary>
/// <param name="Info">The property; of an interface where the build's own one is an explicit implementation.</param>
internal sealed record TargetProperty(PropertyInfo Info)
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public string Name => Info.Name;

    /// <summary>Under which heading help lists it: <see cref="CategoryAttribute"/> of the property, which NUKE does not mind.</summary>
    public string? Category => Info.GetCustomAttribute<CategoryAttribute>()?.Category;

    // A delegate, because PropertyInfo.GetValue compiles a stub for each property that is read twice.
    public Delegate? Read(object build) =>
        Info.PropertyType == typeof(Target) ? Info.GetMethod!.CreateDelegate<Func<Target>>(build)()
        : Info.PropertyType == typeof(Setup) ? Info.GetMethod!.CreateDelegate<Func<Setup>>(build)()
        : Info.GetMethod!.CreateDelegate<Func<Cleanup>>(build)();

    /// <summary>All targets of a build: base classes first, then in the order of the source, components last.</summary>
    public static IReadOnlyList<TargetProperty> Of(Type build)
    {
        var found = new List<PropertyInfo>();
        for (var type = build; type != null && type != typeof(TargetBuild); type = type.BaseType)
        {
            var own = type.GetProperties(Declared).Where(p => IsTarget(p) && !p.Name.Contains('.', StringComparison.Ordinal));
            found.InsertRange(0, own.Where(p => !found.Any(f => Overrides(f, p))));
        }

        foreach (var component in build.GetInterfaces())
        {
            if (component != typeof(INukeBuild))
                found.AddRange(component.GetProperties(Declared).Where(p => IsTarget(p) && !IsImplementedBy(found, p, build)));
        }

        return [.. found.Select(p => new TargetProperty(p))];
    }

    /// <summary>What the base class said before it was overridden; the nearest first.</summary>
    public static IEnumerable<PropertyInfo> Overridden(PropertyInfo property)
    {
        for (var type = property.DeclaringType?.BaseType; type != null; type = type.BaseType)
        {
            if (type.GetProperty(property.Name, Declared) is { } overridden && IsTarget(overridden) && Overrides(property, overridden))
                yield return overridden;
        }
    }

    /// <summary>Reads exactly this property, not one that overrides or implements it.</summary>
    public static Delegate ReadNonVirtually(PropertyInfo property, object build)
    {
        var getter = typeof(Func<>).MakeGenericType(property.PropertyType);
        var pointer = property.GetMethod!.MethodHandle.GetFunctionPointer();
        return (Delegate)((Delegate)Activator.CreateInstance(getter, build, pointer)!).DynamicInvoke()!;
    }

    private static bool IsTarget(PropertyInfo property) =>
        (property.PropertyType == typeof(Target) || property.PropertyType == typeof(Setup) || property.PropertyType == typeof(Cleanup))
        && property.GetMethod is { IsStatic: false };

    private static bool Overrides(PropertyInfo derived, PropertyInfo property) =>
        derived.Name == property.Name
        && derived.GetMethod!.GetBaseDefinition() == property.GetMethod!.GetBaseDefinition();

    // An implementation in the class, public and implicit, is in the list already under the same name. Re-implementations
    // between interfaces carry a dot in their name.
    private static bool IsImplementedBy(List<PropertyInfo> found, PropertyInfo property, Type build)
    {
        if (property.Name.Contains('.', StringComparison.Ordinal))
            return true;
        if (!found.Any(f => f.Name == property.Name && !f.DeclaringType!.IsInterface))
            return false;
        var map = build.GetInterfaceMap(property.DeclaringType!);
        var index = Array.IndexOf(map.InterfaceMethods, property.GetMethod);
        return found.Any(f => f.Name == property.Name && f.GetMethod!.MethodHandle == map.TargetMethods[index].MethodHandle);
    }
}
