namespace IocOps.Core.Epics;

/// <summary>Goes through the words of a file, one ahead, and collects faults.</summary>
/// <param name="text">Of the file.</param>
/// <param name="letters">What words of such a file hold beside letters and digits.</param>
internal sealed class TokenReader(string text, string letters)
{
    private static readonly DbToken End = new("", false, 0, 0, 0);

    private readonly List<DbToken> _tokens = [.. DbText.Tokens(text, letters)];
    private readonly List<TextFault> _faults = [];
    private int _at;

    public IReadOnlyList<TextFault> Faults => _faults;

    public bool IsAtEnd => _at >= _tokens.Count;

    /// <summary>The word to come; empty at the end.</summary>
    public DbToken Next => Ahead(0);

    public DbToken Ahead(int by) => _at + by < _tokens.Count ? _tokens[_at + by] : End;

    public TextPlace Place => PlaceOf(IsAtEnd && _tokens.Count > 0 ? _tokens[^1] : Next);

    public static TextPlace PlaceOf(DbToken token) => new(token.Line, token.Column);

    /// <summary>Takes the next word, whatever it is.</summary>
    public DbToken Take()
    {
        var token = Next;
        if (token.IsOpen) Fault("this string has no closing quote in its line");
        _at++;
        return token;
    }

    /// <summary>True where punctuation or a bare word comes next.</summary>
    public bool Sees(string word) => !IsAtEnd && !Next.IsQuoted && Next.Text == word;

    /// <summary>Takes it where it comes next.</summary>
    public bool TakeIf(string word)
    {
        if (!Sees(word)) return false;
        _at++;
        return true;
    }

    /// <summary>Takes it, or reports that something else is there.</summary>
    public bool Expect(string word, string after)
    {
        if (TakeIf(word)) return true;
        Fault($"'{word}' is expected {after}, {Found}");
        return false;
    }

    /// <summary>What comes next, for messages.</summary>
    public string Found => IsAtEnd ? "the file ends here" : $"found {(Next.IsQuoted ? $"\"{Short(Next.Text)}\"" : $"'{Short(Next.Text)}'")}";

    /// <summary>Takes a JSON object or array that comes next, as it is; null and a fault where it has no end.</summary>
    public string? TakeJson()
    {
        var start = Next;
        var end = JsonText.EndOf(text, start.Offset);
        if (end < 0)
        {
            Fault($"this '{start.Text[0]}' is not closed, or closed by another bracket");
            while (!IsAtEnd && Next.Line == start.Line) _at++;
            return null;
        }

        while (!IsAtEnd && Next.Offset < end) _at++;
        return text[start.Offset..end];
    }

    public void Fault(string message) => FaultAt(Place, message);

    public void FaultAt(TextPlace place, string message, bool isError = true) => _faults.Add(new TextFault(place, message, isError));

    /// <summary>True where a quoted string or a bare word comes next.</summary>
    public bool SeesValue => !IsAtEnd && (Next.IsQuoted || DbText.IsWord(Next.Text[0], letters));

    /// <summary>True where a character comes next that is neither a word nor punctuation of the grammar.</summary>
    public bool SeesOdd => !IsAtEnd && !SeesValue && Next.Text is not ("(" or ")" or "{" or "}" or "," or "=");

    private static string Short(string text) => Printable.Line(text.Length > 40 ? text[..40] + "…" : text);
}
