using System.Text.Encodings.Web;
using System.Text.Json;

namespace IocOps.Swarm.Views;

/// <summary>How all JSON of this program looks.</summary>
internal static class JsonStyle
{
    /// <summary>Indented; quotes and non-Latin letters as they are, since no browser page takes it in.</summary>
    public static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A word of an enumeration in JSON's manner: <c>NotGenerated</c> → <c>notGenerated</c>.</summary>
    public static string Name(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
