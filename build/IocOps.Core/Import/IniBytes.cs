using System.Text;

namespace IocOps.Core.Import;

/// <summary>Bytes to text, whatever editor wrote them.</summary>
internal static class IniBytes
{
    // Code page 54936: GB18030, which holds GB2312 and GBK too.
    private const int Gb18030 = 54936;

    /// <summary>The text without mark, or null where the bytes are no text. A note says so where they are not plain UTF-8.</summary>
    public static string? Read(ReadOnlySpan<byte> bytes, ImportNotes notes)
    {
        if (Marked(bytes) is var (encoding, length))
        {
            notes.Corrected(0, $"the file begins with a byte-order mark and was read as {encoding.WebName}; the original tool stopped at it, for all IOCs");
            return Checked(encoding.GetString(bytes[length..]), notes);
        }

        if (Decode(new UTF8Encoding(false, throwOnInvalidBytes: true), bytes) is { } plain) return Checked(plain, notes);
        if (IsLatin(bytes))
        {
            notes.Corrected(0, "the file is not UTF-8 and was read as Latin-1; look whether the description is right");
            return Checked(Encoding.Latin1.GetString(bytes), notes);
        }

        var chinese = CodePagesEncodingProvider.Instance.GetEncoding(Gb18030, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        if (chinese is not null && Decode(chinese, bytes) is { } text)
        {
            notes.Corrected(0, "the file is not UTF-8 and was read as GB18030; look whether the description is right");
            return Checked(text, notes);
        }

        notes.Refuse(0, "the file's encoding is not known (neither UTF-8, UTF-16 nor GB18030); save it as UTF-8");
        return null;
    }

    // Accents and signs stand alone between letters; Chinese characters are two such bytes, or more, side by side.
    private static bool IsLatin(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is > 0x7F and < 0xA0 || (bytes[i] > 0x7F && i + 1 < bytes.Length && bytes[i + 1] > 0x7F)) return false;
        }

        return true;
    }

    private static (Encoding Encoding, int Length)? Marked(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? (Encoding.UTF8, 3)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? (Encoding.Unicode, 2)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? (Encoding.BigEndianUnicode, 2)
        : null;

    private static string? Decode(Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string? Checked(string text, ImportNotes notes)
    {
        var odd = text.AsSpan().IndexOfAny('\0', '\uFFFD');
        if (odd < 0) return text;
        notes.Refuse(text.AsSpan(0, odd).Count('\n') + 1, "there are bytes here that are no text; save the file as UTF-8");
        return null;
    }
}
