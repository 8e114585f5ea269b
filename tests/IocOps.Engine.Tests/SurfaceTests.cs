using System.Reflection;

namespace IocOps.Engine.Tests;

/// <summary>The engine has what NUKE has, as far as builds of this house may use it.</summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // A build must not use these: their names are taken in NUKE, and the engine has them as options only.
    private static readonly string[] NotOurs = ["NukeBuild.Plan", "NukeBuild.Help", "NukeBuild.Continue", "NukeBuild.Partition"];

    [Fact]
    public void Every_member_of_the_stand_in_is_in_the_engine_with_the_same_shape()
    {
        var missing = typeof(Nuke.Common.NukeBuild).Assembly.GetExportedTypes().SelectMany(Missing).Except(NotOurs).ToList();
        Assert.Empty(missing);
    }

    private static IEnumerable<string> Missing(Type theirs)
    {
        var name = theirs.Name == "NukeBuild" ? nameof(TargetBuild) : theirs.Name;
        var ours = typeof(TargetBuild).Assembly.GetType("IocOps.Engine." + name);
        if (ours is null)
            return [theirs.Name];
        var shapes = ours.GetMembers(Declared).Where(IsVisible).Select(Shape).ToHashSet();
        return theirs.GetMembers(Declared).Where(m => IsVisible(m) && !shapes.Contains(Shape(m))).Select(m => $"{theirs.Name}.{m.Name}");
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => constructor.IsPublic,
        MethodInfo { IsSpecialName: true } accessor when !accessor.Name.StartsWith("op_", StringComparison.Ordinal) => false,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetMethod is { } getter && (getter.IsPublic || getter.IsFamily),
        FieldInfo field => field.IsPublic && !field.IsSpecialName,
        _ => false,
    };

    private static string Shape(MemberInfo member) => member switch
    {
        MethodInfo method => $"{TypeName(method.ReturnType)} {method.Name}({string.Join(", ", method.GetParameters().Select(p => TypeName(p.ParameterType)))})",
        ConstructorInfo constructor => $"new({string.Join(", ", constructor.GetParameters().Select(p => TypeName(p.ParameterType)))})",
        PropertyInfo property => $"{TypeName(property.PropertyType)} {property.Name}",
        _ => member.Name,
    };

    private static string TypeName(Type type) => type.IsArray ? TypeName(type.GetElementType()!) + "[]"
        : !type.IsGenericType ? type.Name.Replace("TargetBuild", "NukeBuild", StringComparison.Ordinal)
        : $"{type.Name}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";
}
