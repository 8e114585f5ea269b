using System.Collections;
using System.Reflection;
using Docker.DotNet.Models;
using IocOps.Core.Planning;

namespace IocOps.Core.Tests.Planning;

/// <summary>No field of Docker's specification may be forgotten: a difference in it would never be seen, or be lost by a copy.</summary>
public sealed class SpecFieldsTests
{
    // Not said by any stack file: filled in by the deployer or the engine.
    private static readonly HashSet<string> Ignored =
    [
        "ServiceSpec.Name", "TaskSpec.ForceUpdate", "SwarmConfigReference.ConfigID", "SecretReference.SecretID", "CredentialSpec.Config",
        "SwarmPlatform.Architecture", "SwarmPlatform.OS",
    ];

    public static TheoryData<string> Leaves => [.. Walk(typeof(ServiceSpec), "", "ServiceSpec", 0).Where(l => !Ignored.Contains(l.Name)).Select(l => l.Path).Distinct()];

    [Theory]
    [MemberData(nameof(Leaves))]
    public void Every_field_of_a_specification_is_compared(string path)
    {
        var one = Build(path, "odd");
        var other = Build(path, "even");
        Assert.NotEqual(Texts(one), Texts(other));
    }

    [Theory]
    [MemberData(nameof(Leaves))]
    public void Every_field_of_a_specification_survives_a_copy(string path)
    {
        var spec = Build(path, "odd");
        var copy = new Differences(n => n, _ => null, _ => null).Finish(spec, new Owner(OwnerKind.Ioc, "a"), null);
        copy.Labels.Remove(Owner.Label);
        Assert.Equal(Texts(spec), Texts(copy));
    }

    private static string Texts(ServiceSpec spec) => string.Join('\n', SpecFields.Of(spec, id => id).Select(f => $"{f.Key}={f.Value.Text}"));

    /// <summary>A specification in which only the leaf at the path is set, to one of two values.</summary>
    private static ServiceSpec Build(string path, string variant)
    {
        var spec = new ServiceSpec { Labels = new Dictionary<string, string>() };
        object at = spec;
        var parts = path.Split('.', StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts[..^1]) at = Child(at, part);
        var property = at.GetType().GetProperty(parts[^1])!;
        property.SetValue(at, Value(property.PropertyType, variant));
        Complete(spec, at);
        return spec;
    }

    // What has no meaning without its neighbour gets it.
    private static void Complete(ServiceSpec spec, object at)
    {
        var container = spec.TaskTemplate?.ContainerSpec;
        foreach (var config in container?.Configs ?? []) config.File ??= new ConfigReferenceFileTarget();
        foreach (var secret in container?.Secrets ?? []) secret.File ??= new SecretReferenceFileTarget();
        Assert.NotNull(at);
    }

    private static object Child(object at, string part)
    {
        var property = at.GetType().GetProperty(part)!;
        var type = property.PropertyType;
        if (!IsList(type))
        {
            var value = property.GetValue(at) ?? Activator.CreateInstance(type)!;
            property.SetValue(at, value);
            return value;
        }

        var item = Activator.CreateInstance(type.GetGenericArguments()[0])!;
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GetGenericArguments()[0]))!;
        list.Add(item);
        property.SetValue(at, list);
        return item;
    }

    private static object Value(Type type, string variant)
    {
        var odd = variant == "odd";
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(string)) return variant;
        if (bare == typeof(bool)) return odd;
        if (bare == typeof(TimeSpan)) return TimeSpan.FromSeconds(odd ? 3 : 4);
        if (bare == typeof(byte[])) return new byte[] { odd ? (byte)1 : (byte)2 };
        if (bare == typeof(IDictionary<string, string>)) return new Dictionary<string, string> { ["key"] = variant };
        if (bare == typeof(IList<string>)) return new List<string> { variant };
        if (bare == typeof(IList<IList<string>>)) return new List<IList<string>> { new List<string> { variant } };
        return Convert.ChangeType(odd ? 3 : 4, bare);
    }

    private static IEnumerable<(string Path, string Name)> Walk(Type type, string path, string owner, int depth)
    {
        Assert.True(depth < 8);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var next = $"{path}.{property.Name}";
            var inner = IsList(property.PropertyType) ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
            if (inner.Assembly == typeof(ServiceSpec).Assembly && inner.IsClass)
            {
                foreach (var leaf in Walk(inner, next, inner.Name, depth + 1)) yield return leaf;
            }
            else
            {
                yield return (next, $"{owner}.{property.Name}");
            }
        }
    }

    private static bool IsList(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>) && type.GetGenericArguments()[0].Assembly == typeof(ServiceSpec).Assembly;
}
