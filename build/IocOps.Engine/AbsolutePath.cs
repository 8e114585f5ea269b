using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace IocOps.Engine;

/// <summary>A rooted path without <c>.</c> and <c>..</c>; <c>RootDirectory / "iocs" / name</c> goes down.</summary>
[TypeConverter(typeof(AbsolutePathConverter))]
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The shape of NUKE's type; Path.Combine is the alternative.")]
public sealed class AbsolutePath : IEquatable<AbsolutePath>
{
    private readonly string _path;

    private AbsolutePath(string path) => _path = path;

    /// <summary>The last part.</summary>
    public string Name => Path.GetFileName(_path);

    /// <summary>The last part without its extension.</summary>
    public string NameWithoutExtension => Path.GetFileNameWithoutExtension(_path);

    /// <summary>With its dot; empty where there is none.</summary>
    public string Extension => Path.GetExtension(_path);

    /// <summary>One up; null at the root.</summary>
    public AbsolutePath? Parent => Path.GetDirectoryName(_path) is { Length: > 0 } parent ? new AbsolutePath(parent) : null;

    /// <summary>From a rooted path. Throws <see cref="ArgumentException"/> on a relative one.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator AbsolutePath?(string? path) => path is null ? null : Create(path);

    /// <summary>The path as text.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public static implicit operator string?(AbsolutePath? path) => path?._path;

    /// <summary>Goes down; <c>".."</c> goes up, a rooted right side replaces the left.</summary>
    public static AbsolutePath operator /(AbsolutePath left, string? right) =>
        right is null ? left : Create(Path.Combine(left._path, right));

    /// <summary>Appends to the last part.</summary>
    public static AbsolutePath operator +(AbsolutePath left, string? right) => Create(left._path + right);

    /// <summary>Same text, with regard to case.</summary>
    public static bool operator ==(AbsolutePath? left, AbsolutePath? right) => Equals(left, right);

    /// <summary>Not the same text.</summary>
    public static bool operator !=(AbsolutePath? left, AbsolutePath? right) => !Equals(left, right);

    /// <summary>From a rooted path. Throws <see cref="ArgumentException"/> on a relative one.</summary>
    public static AbsolutePath Create(string path) =>
        Path.IsPathFullyQualified(path)
            ? new AbsolutePath(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
            : throw new ArgumentException($"'{path}' is not an absolute path.", nameof(path));

    /// <inheritdoc/>
    public bool Equals(AbsolutePath? other) => other is not null && string.Equals(_path, other._path, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AbsolutePath);

    /// <inheritdoc/>
    public override int GetHashCode() => _path.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => _path;
}

/// <summary>What is asked of a path most.</summary>
public static class AbsolutePathExtensions
{
    /// <summary>There is a file.</summary>
    public static bool FileExists(this AbsolutePath path) => File.Exists(path.ToString());

    /// <summary>There is a directory.</summary>
    public static bool DirectoryExists(this AbsolutePath path) => Directory.Exists(path.ToString());

    /// <summary>Makes the directory, with its parents, where it is missing.</summary>
    public static AbsolutePath CreateDirectory(this AbsolutePath path)
    {
        Directory.CreateDirectory(path.ToString());
        return path;
    }
}

/// <summary>From text, for those who convert by <see cref="TypeDescriptor"/>. Relative text counts from the current directory.</summary>
public sealed class AbsolutePathConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? AbsolutePath.Create(Path.GetFullPath(text)) : base.ConvertFrom(context, culture, value);
}
