using System.Text;

namespace IocOps.Engine.Output;

/// <summary>
/// Standard error that may be gone: a terminal that was closed, a disk that is full. Nobody hears what is said then, and the work that is
/// under way, or the clearing up after it, must not end for that.
/// </summary>
/// <param name="below">Where it goes as long as it can.</param>
internal sealed class PatientWriter(TextWriter below) : TextWriter
{
    public override Encoding Encoding => below.Encoding;

    public override void Write(char value) => Try(w => w.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(w => w.Write(buffer, index, count));

    public override void Write(string? value) => Try(w => w.Write(value));

    public override void WriteLine(string? value) => Try(w => w.WriteLine(value));

    public override void Flush() => Try(w => w.Flush());

    private void Try(Action<TextWriter> write)
    {
        try
        {
            write(below);
        }
        catch (IOException)
        {
            // Nobody is there.
        }
    }
}
