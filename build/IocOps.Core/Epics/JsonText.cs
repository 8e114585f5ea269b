namespace IocOps.Core.Epics;

/// <summary>JSON as a value of a database (links and constants of base 7), as far as finding its end goes.</summary>
internal static class JsonText
{
    /// <summary>The position behind the object or array that begins at <paramref name="start"/>; -1 where its brackets do not match.</summary>
    /// <param name="text">Of the file.</param>
    /// <param name="start">Of the opening bracket.</param>
    public static int EndOf(string text, int start)
    {
        var open = new Stack<char>();
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '{' or '[':
                    open.Push(text[i] == '{' ? '}' : ']');
                    break;
                case '}' or ']':
                    if (open.Pop() != text[i]) return -1;
                    if (open.Count == 0) return i + 1;
                    break;
                case '"' or '\'':
                    i = EndOfString(text, i);
                    break;
                case '#':
                    i = text.IndexOf('\n', i) is var end and >= 0 ? end : text.Length;
                    break;
                // A macro may stand without quotes; its brackets are none of JSON.
                case '$' when i + 1 < text.Length && text[i + 1] == '{':
                    i = text.IndexOf('}', i) is var close and >= 0 ? close : text.Length;
                    break;
            }
        }

        return -1;
    }

    private static int EndOfString(string text, int quote)
    {
        for (var i = quote + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == text[quote]) return i;
            if (text[i] == '\\') i++;
        }

        return text.Length;
    }
}
