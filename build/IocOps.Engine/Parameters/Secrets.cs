namespace IocOps.Engine.Parameters;

/// <summary>The values that must not be shown.</summary>
internal sealed class Secrets
{
    private readonly List<string> _values = [];

    /// <summary>A value, or an array of values.</summary>
    public void Add(object value)
    {
        if (value is Array array)
        {
            foreach (var item in array)
                AddText(item?.ToString());
        }
        else
        {
            AddText(value.ToString());
        }
    }

    /// <summary>The text with <c>***</c> in place of every secret in it.</summary>
    public string Mask(string text)
    {
        foreach (var value in _values)
            text = text.Replace(value, "***", StringComparison.Ordinal);
        return text;
    }

    // Longest first: a secret may contain another one.
    private void AddText(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || _values.Contains(text))
            return;
        _values.Add(text);
        _values.Sort((a, b) => b.Length.CompareTo(a.Length));
    }
}
