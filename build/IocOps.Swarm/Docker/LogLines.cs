using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace IocOps.Swarm.Docker;

/// <summary>Cuts a log stream, as it comes in pieces, into lines. Both forms are known: frames, and the plain bytes of a terminal.</summary>
/// <param name="line">Is told each line, without its end.</param>
internal sealed class LogLines(Action<string> line)
{
    private const int FrameHeader = 8;

    /// <summary>A program that never ends a line must not fill the memory.</summary>
    private const int LongestLine = 64 * 1024;

    private readonly byte[] _header = new byte[FrameHeader];
    private readonly ArrayBufferWriter<byte> _text = new();
    private int _headerLength;
    private long _frameLeft;
    private bool? _isFramed;

    /// <summary>Takes the next piece.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        while (piece.Length > 0)
        {
            if (_isFramed == false || _frameLeft > 0)
            {
                var count = _isFramed == false ? piece.Length : (int)Math.Min(_frameLeft, piece.Length);
                Text(piece[..count]);
                if (_isFramed == true) _frameLeft -= count;
                piece = piece[count..];
                continue;
            }

            var header = Math.Min(FrameHeader - _headerLength, piece.Length);
            piece[..header].CopyTo(_header.AsSpan(_headerLength));
            _headerLength += header;
            piece = piece[header..];
            // Byte 0 is the stream, bytes 1 to 3 are zero; no text begins so.
            _isFramed ??= _header[0] <= 3 && (_headerLength < 2 || _header[1] == 0) && (_headerLength < 3 || _header[2] == 0) ? null : false;
            if (_headerLength == FrameHeader && _isFramed is null) _isFramed = true;
            if (_isFramed is null || (_isFramed == true && _headerLength < FrameHeader)) continue;
            if (_isFramed == true) _frameLeft = BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4));
            else Text(_header.AsSpan(0, _headerLength));
            _headerLength = 0;
        }
    }

    /// <summary>Tells what is left of an unfinished last line.</summary>
    public void End()
    {
        if (_isFramed is null) Text(_header.AsSpan(0, _headerLength));
        if (_text.WrittenCount > 0) Tell();
    }

    private void Text(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            _text.Write(part[..Math.Min(part.Length, LongestLine - _text.WrittenCount)]);
            if (end < 0) return;
            Tell();
            bytes = bytes[(end + 1)..];
        }
    }

    private void Tell()
    {
        var text = Encoding.UTF8.GetString(_text.WrittenSpan).TrimEnd('\r');
        _text.ResetWrittenCount();
        if (text.Length > 0) line(text);
    }
}
